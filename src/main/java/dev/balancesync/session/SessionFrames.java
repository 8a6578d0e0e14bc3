package dev.balancesync.session;

import java.util.LinkedHashMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.Wire;
import dev.balancesync.token.AccessToken;
import dev.balancesync.token.TokenCache;

/** The frame that needs the token; the others stand in the routes. */
public final class SessionFrames {
    private final TokenCache token;
    private final ObjectMapper json;
    private volatile AccessToken used;

    public SessionFrames(TokenCache token, ObjectMapper json) {
        this.token = token;
        this.json = json;
    }

    /** {@code {"trnm":"LOGIN","token":"…"}}: the raw token, without {@code Bearer}. */
    public String login() throws JsonProcessingException {
        used = token.token();
        var frame = new LinkedHashMap<String, String>();
        frame.put(Wire.TRNM, Wire.LOGIN);
        frame.put(Wire.TOKEN, used.value());
        return json.writeValueAsString(frame);
    }

    /** The broker refused the token of the last LOGIN. */
    public void dropToken() {
        token.drop(used);
    }
}
