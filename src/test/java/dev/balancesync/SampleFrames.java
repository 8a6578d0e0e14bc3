package dev.balancesync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The files of {@code src/test/resources/frames}; their README tells the source of each. */
public final class SampleFrames {
    /** Reads numbers as the service does: decimals stay decimal. */
    public static final ObjectMapper JSON = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    private static final Path FOLDER = Path.of("src/test/resources/frames");

    private SampleFrames() {
    }

    /** @param name without {@code .json} */
    public static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Map<String, Object> fields(String name) {
        try {
            return JSON.readValue(text(name), new TypeReference<>() { });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the first entry of a REAL frame. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> values(String name) {
        return ((List<Map<String, Map<String, Object>>>) fields(name).get("data")).get(0).get("values");
    }

    /** @return the names, without {@code .json}, of the files that start so */
    public static List<String> startingWith(String prefix) {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(prefix) && name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
