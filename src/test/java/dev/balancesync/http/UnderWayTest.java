package dev.balancesync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

class UnderWayTest {
    private final UnderWay underWay = new UnderWay(1);

    @Test
    void there_is_no_room_until_the_one_before_was_taken() {
        Promise<Void> taken = Promise.promise();

        assertThat(underWay.begin(taken::future)).isTrue();
        assertThat(underWay.begin(Future::succeededFuture)).isFalse();
        taken.fail("the line is gone");

        assertThat(underWay.begin(Future::succeededFuture)).isTrue();
    }

    @Test
    void one_that_ended_in_an_error_leaves_its_place() {
        assertThatThrownBy(() -> underWay.begin(() -> {
            throw new StackOverflowError();
        })).isInstanceOf(StackOverflowError.class);

        assertThat(underWay.begin(Future::succeededFuture)).isTrue();
    }
}
