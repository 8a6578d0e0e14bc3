package dev.balancesync.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Quoted;

/** What the environment, or else {@code .env} as it is now, has under a name: an account may name one that was put there while the service runs. */
public final class Variables implements UnaryOperator<String> {
    private final Path folder;
    private final Map<String, String> environment;

    /** @param folder where {@code .env} may be */
    public Variables(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /**
     * @return {@code null} for nothing, as which a blank value counts, too
     * @throws SettingsException when {@code .env} cannot be read, and the environment does not say it
     */
    @Override
    public String apply(String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            value = ofFile().getOrDefault(name, "");
        }
        return value.isBlank() ? null : value.strip();
    }

    private Map<String, String> ofFile() {
        try {
            return DotEnv.read(folder.resolve(".env"));
        } catch (IOException e) {
            throw new SettingsException(Bilingual.both(Quoted.line(e.toString())));
        }
    }
}
