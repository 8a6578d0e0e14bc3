package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.balancesync.SampleFrames;

/** The two ways to ask for a fault. */
enum FaultDoor {
    TEST {
        @Override
        void ask(KiwoomSimulator kiwoom, Fault fault) {
            kiwoom.next(fault);
        }
    },
    HTTP {
        @Override
        void ask(KiwoomSimulator kiwoom, Fault fault) {
            try {
                String json = SampleFrames.JSON.writerFor(Fault.class).writeValueAsString(fault);
                assertThat(new RestClient(kiwoom).post("/api/faults", json).status()).as(json).isEqualTo(202);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    };

    abstract void ask(KiwoomSimulator kiwoom, Fault fault);
}
