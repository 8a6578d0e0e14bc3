package dev.balancesync.kiwoom;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.balancesync.time.Ticker;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Of an HTTP answer no more is read than any true one has, and for no longer than any takes: a page of kt00018 has some 20 KB, and what is read
 * is in memory several times; the time limit of the request starts anew with each byte.
 */
public final class AnswerLimit implements ExecChainHandler {
    static final int MOST_MEGABYTES = 4;
    static final Duration LONGEST = Duration.ofSeconds(40);

    private static final ScheduledExecutorService ENDS = ends();

    private final Ticker ticker;
    private final Duration longest;

    public AnswerLimit(Ticker ticker) {
        this(ticker, LONGEST);
    }

    AnswerLimit(Ticker ticker, Duration longest) {
        this.ticker = ticker;
        this.longest = longest;
    }

    private static ScheduledExecutorService ends() {
        var ends = new ScheduledThreadPoolExecutor(1, work -> {
            var thread = new Thread(work, "AnswerLimit");
            thread.setDaemon(true);
            return thread;
        });
        ends.setRemoveOnCancelPolicy(true);
        return ends;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
        long began = ticker.nanos();
        ClassicHttpResponse response = head(request, scope, chain);
        // HttpClient has unpacked it and leaves the header, and Camel would unpack it once more
        response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
        if (response.getEntity() != null) {
            response.setEntity(new HttpEntityWrapper(response.getEntity()) {
                @Override
                public InputStream getContent() throws IOException {
                    return new Limited(super.getContent(), scope, began);
                }
            });
        }
        return response;
    }

    /** While its head is read nobody is asked how long that takes, so that the connection is closed from beside. */
    private ClassicHttpResponse head(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
        var late = new AtomicBoolean();
        Future<?> end = ENDS.schedule(() -> {
            late.set(true);
            scope.execRuntime.discardEndpoint();
        }, longest.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return chain.proceed(request, scope);
        } catch (IOException | RuntimeException e) {
            if (late.get()) {
                throw tooLate();
            }
            throw e;
        } finally {
            end.cancel(false);
        }
    }

    private BrokerException tooLate() {
        return new BrokerException(BrokerError.unavailable(null, new Bilingual("응답이 " + longest.toSeconds() + "초 안에 끝나지 않았습니다",
                "The answer did not end within " + longest.toSeconds() + " s"), null));
    }

    private final class Limited extends FilterInputStream {
        private final ExecChain.Scope scope;
        private final long began;
        private long left = MOST_MEGABYTES * 1024L * 1024;

        private Limited(InputStream content, ExecChain.Scope scope, long began) {
            super(content);
            this.scope = scope;
            this.began = began;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int read = super.read(to, offset, length);
            count(read);
            return read;
        }

        private void count(int read) {
            left -= Math.max(0, read);
            if (left < 0) {
                throw givenUp(new BrokerException(BrokerError.unavailable(null, new Bilingual("응답이 " + MOST_MEGABYTES + " MB보다 커서 읽지 않았습니다",
                        "The answer has more than " + MOST_MEGABYTES + " MB and was not read"), null)));
            }
            if (ticker.since(began).compareTo(longest) > 0) {
                throw givenUp(tooLate());
            }
        }

        private BrokerException givenUp(BrokerException why) {
            scope.execRuntime.discardEndpoint(); // or else the rest is read, to use the connection again
            return why;
        }
    }
}
