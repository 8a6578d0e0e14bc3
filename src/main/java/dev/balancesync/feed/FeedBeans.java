package dev.balancesync.feed;

import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;

/** What {@code feed.camel.yaml} calls by name. */
public class FeedBeans implements CamelConfiguration {
    @BindToRegistry("frameShape")
    public FrameShape frameShape() {
        return new FrameShape();
    }
}
