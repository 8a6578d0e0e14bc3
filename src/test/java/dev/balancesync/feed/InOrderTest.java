package dev.balancesync.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class InOrderTest {
    @Test
    void what_came_before_the_pool_is_shut_down_is_done_all_the_same() throws InterruptedException {
        var pool = Executors.newSingleThreadExecutor();
        var inOrder = new InOrder(pool);
        var mayGoOn = new CountDownLatch(1);
        List<Integer> done = new ArrayList<>();
        inOrder.execute(() -> {
            try {
                assertTrue(mayGoOn.await(10, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (int each = 0; each < 3; each++) {
            int number = each;
            inOrder.execute(() -> done.add(number));
        }
        pool.shutdown();
        mayGoOn.countDown();
        assertTrue(pool.awaitTermination(10, TimeUnit.SECONDS));
        assertEquals(List.of(0, 1, 2), done);
    }
}
