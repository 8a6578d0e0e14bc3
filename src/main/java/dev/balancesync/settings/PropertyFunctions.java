package dev.balancesync.settings;

import org.apache.camel.component.properties.DefaultPropertiesFunctionResolver;
import org.apache.camel.spi.PropertiesFunction;

/**
 * The functions of placeholders. <code>{{KIWOOM_SILENCE_LIMIT:35s}}</code> is a setting with its default and no function, but Camel 4.17.0 looks
 * through the class path for one of that name, each time it reads it: a tenth of a start.
 */
public final class PropertyFunctions extends DefaultPropertiesFunctionResolver {
    @Override
    public PropertiesFunction resolvePropertiesFunction(String name) {
        return name.matches("[a-z]+") ? super.resolvePropertiesFunction(name) : null;
    }
}
