package dev.balancesync.settings;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.balancesync.kiwoom.Bilingual;

/** Settings in force while they are judged: what each says, whether that has its form, and what there is to complain of. */
final class JudgedSettings {
    /** What becomes of it where names end in .txt, or must not begin with a dot. */
    private static final List<String> NOT_ENV = List.of(".env.txt", "env.txt", "env");
    private static final Bilingual WHERE = new Bilingual(" 환경 변수나 작업 폴더의 .env 파일에 쓰세요.",
            " Set it in the environment or in a .env file in the working folder.");
    /** As good as never; of much longer ones the nanoseconds are beyond all numbers. */
    private static final Duration LONGEST = Duration.ofHours(99_999);

    private final UnaryOperator<String> setting;
    private final List<Bilingual> complaints = new ArrayList<>();

    JudgedSettings(UnaryOperator<String> setting) {
        this.setting = setting;
    }

    String value(String name) {
        String value = setting.apply(name);
        return value == null ? "" : value.strip();
    }

    String required(String name, String variable, String korean, String english) {
        String value = value(name);
        if (value.isBlank()) {
            complainSet(variable + "(" + korean + ") 값이 없습니다.", variable + " is not set: " + english + ".");
        }
        return value;
    }

    void oneOf(String name, String variable, String... choices) {
        if (!List.of(choices).contains(value(name))) {
            String all = String.join(", ", choices);
            complainSet(variable + " 값은 " + all + " 중 하나여야 합니다.", variable + " must be one of " + all + ".");
        }
    }

    void url(String name, String variable, String... schemes) {
        try {
            URI url = URI.create(value(name));
            if (url.getHost() != null && url.getScheme() != null && List.of(schemes).contains(url.getScheme())) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // the complaint below says it
        }
        complainSet(variable + " 값은 " + String.join("://나 ", schemes) + "://로 시작하고 호스트 이름에 밑줄이 없는 주소여야 합니다.",
                variable + " must be an address that starts with " + String.join(":// or ", schemes) + ":// and a host name without underscores.");
    }

    void number(String name, String variable, long least, long most) {
        if (!value(name).matches("\\d{1,9}") || Long.parseLong(value(name)) < least || Long.parseLong(value(name)) > most) {
            complainSet(variable + " 값은 " + least + "부터 " + most + "까지의 정수여야 합니다.", variable + " must be a whole number from " + least + " to " + most + ".");
        }
    }

    void duration(String name, String variable, boolean mayBeZero) {
        Duration length = length(name);
        if (length == null) {
            complainSet(variable + " 값은 10s처럼 정수와 단위(ms, s, m, h)로 씁니다.",
                    variable + " must be a whole number with its unit, ms, s, m or h, such as 10s.");
        } else if (length.compareTo(LONGEST) > 0) {
            complainSet(variable + " 값은 " + LONGEST.toHours() + "h 이하여야 합니다.", variable + " must be " + LONGEST.toHours() + "h or less.");
        } else if (length.isZero() && !mayBeZero) {
            complainSet(variable + " 값은 0보다 커야 합니다. 끄는 방법은 없으니 그 줄을 빼면 기본값을 씁니다.",
                    variable + " must be more than 0: it cannot be switched off. Take it out, and the default is used.");
        }
    }

    /** @return {@code null} when it is none, which is complained of already */
    Duration length(String name) {
        Matcher form = Pattern.compile("(\\d{1,9})(ms|s|m|h)").matcher(value(name));
        return !form.matches() ? null : Duration.of(Long.parseLong(form.group(1)), switch (form.group(2)) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            default -> ChronoUnit.HOURS;
        });
    }

    /** Of what is set in the environment or {@code .env}. */
    void complainSet(String korean, String english) {
        Bilingual where = Files.exists(Path.of(".env")) ? WHERE : NOT_ENV.stream().filter(name -> Files.isRegularFile(Path.of(name))).findFirst()
                .map(name -> new Bilingual(" " + name + " 파일의 이름을 .env로 바꾸세요.", " Rename the file " + name + " to .env.")).orElse(WHERE);
        complain(korean + where.korean(), english + where.english());
    }

    void complain(String korean, String english) {
        complaints.add(new Bilingual(korean, english));
    }

    List<Bilingual> complaints() {
        return complaints;
    }

    /** @throws SettingsException with all complaints, one a line; where there is none, nothing is told */
    void tell() {
        if (!complaints.isEmpty()) {
            throw new SettingsException(new Bilingual(lines(Bilingual::korean), lines(Bilingual::english)));
        }
    }

    private String lines(Function<Bilingual, String> language) {
        return complaints.stream().map(language).collect(Collectors.joining(System.lineSeparator()));
    }
}
