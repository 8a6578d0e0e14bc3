package dev.balancesync.feed;

import java.util.Map;

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
    @Override
    public void process(Exchange exchange) {
        Map<?, ?> frame = FrameShape.check(exchange.getMessage().getBody());
        exchange.setVariable(Wire.TRNM, frame.get(Wire.TRNM));
        exchange.setVariable("returnCode", frame.get(Wire.RETURN_CODE));
        exchange.setVariable("accepted", ReturnCode.isSuccess(frame.get(Wire.RETURN_CODE)));
        exchange.setVariable(Wire.DATA, frame.get(Wire.DATA));
    }
}
