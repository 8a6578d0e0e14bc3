package dev.balancesync.kiwoom;

import dev.balancesync.time.Arrival;

/**
 * A text frame of the WebSocket.
 *
 * @param arrival when it left the socket
 */
public record Frame(String text, Arrival arrival) {
}
