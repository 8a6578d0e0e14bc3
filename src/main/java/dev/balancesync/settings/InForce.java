package dev.balancesync.settings;

import java.time.Duration;

import org.apache.camel.CamelContext;

/** The settings of {@code application.properties} in force, each as what it is. */
public final class InForce {
    private final CamelContext camel;

    public InForce(CamelContext camel) {
        this.camel = camel;
    }

    public String text(String setting) {
        return Literal.setting(camel, setting);
    }

    public Duration duration(String setting) {
        return camel.getTypeConverter().convertTo(Duration.class, text(setting));
    }

    public int number(String setting) {
        return Integer.parseInt(text(setting));
    }

    public boolean flag(String setting) {
        return Boolean.parseBoolean(text(setting));
    }
}
