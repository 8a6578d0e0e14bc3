package dev.balancesync.kiwoom;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

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

    private final Ticker ticker;

    public AnswerLimit(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
        long began = ticker.nanos();
        ClassicHttpResponse response = chain.proceed(request, scope);
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
                giveUp(new Bilingual("응답이 " + MOST_MEGABYTES + " MB보다 커서 읽지 않았습니다",
                        "The answer has more than " + MOST_MEGABYTES + " MB and was not read"));
            } else if (ticker.since(began).compareTo(LONGEST) > 0) {
                giveUp(new Bilingual("응답이 " + LONGEST.toSeconds() + "초 안에 끝나지 않았습니다",
                        "The answer did not end within " + LONGEST.toSeconds() + " s"));
            }
        }

        private void giveUp(Bilingual why) {
            scope.execRuntime.discardEndpoint(); // or else the rest is read, to use the connection again
            throw new BrokerException(BrokerError.unavailable(null, why, null));
        }
    }
}
