package dev.balancesync.feed;

import java.util.Map;

import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.kiwoom.ReturnCode;
import dev.balancesync.kiwoom.Wire;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Sets the variables {@code trnm}, {@code returnCode}, {@code accepted} (whether that code means success)
 * and {@code data} from a parsed frame, so that the routes ask for them by name:
 * Simple's {@code ${body[...]}} looks its way anew for every frame, which costs more than parsing it. What is no frame goes no further.
 */
public final class FrameFields implements Processor {
    private static final int SHORTEST_NUMBER = 8;

    @Override
    public void process(Exchange exchange) {
        Map<?, ?> frame = FrameShape.check(exchange.getMessage().getBody());
        exchange.setVariable(Wire.TRNM, shown(frame.get(Wire.TRNM)));
        exchange.setVariable("returnCode", shown(frame.get(Wire.RETURN_CODE)));
        exchange.setVariable("accepted", ReturnCode.isSuccess(frame.get(Wire.RETURN_CODE)));
        exchange.setVariable(Wire.DATA, frame.get(Wire.DATA));
    }

    /** As the log may show it; the broker's usual words are shorter than any account number. */
    private static Object shown(Object value) {
        String text = String.valueOf(value);
        return text.length() < SHORTEST_NUMBER ? value : Quoted.line(text);
    }
}
