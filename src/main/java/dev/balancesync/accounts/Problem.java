package dev.balancesync.accounts;

import dev.balancesync.kiwoom.Bilingual;

/**
 * What is wrong with an entry, and that it was left out; or with the whole list.
 *
 * @param alias whose entry; empty when it has no proper one, and for the whole list
 * @param line where it stands in the file, or the number of the row; from 1, and 0 when it is nowhere
 * @param words never with a value
 */
public record Problem(String alias, int line, Bilingual words) {
}
