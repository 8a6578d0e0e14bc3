package dev.balancesync.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.balancesync.kiwoom.Bilingual;

/** What a person has written with an editor: UTF-8, or with a byte order mark UTF-16, as Windows PowerShell writes it. */
public final class TextFile {
    private TextFile() {
    }

    public static String read(Path file) throws IOException {
        return text(Files.readAllBytes(file));
    }

    /** @throws SettingsException when it may not be read, saying what to do */
    static String ofUser(Path file) throws IOException {
        try {
            return read(file);
        } catch (AccessDeniedException e) {
            throw new SettingsException(new Bilingual(file.toAbsolutePath() + "을(를) 읽을 권한이 없습니다. chown으로 이 서비스를 실행하는 사용자의 파일로 만드세요",
                    "There is no right to read " + file.toAbsolutePath() + ". Give it to the user who runs this service, by chown"));
        }
    }

    /** Whether it begins with a byte order mark, which is no part of the text. */
    private static boolean hasMark(byte[] bytes) {
        return begins(bytes, 0xef, 0xbb, 0xbf) || begins(bytes, 0xff, 0xfe) || begins(bytes, 0xfe, 0xff);
    }

    /** Without the mark; what is not UTF-8 becomes the replacement character. */
    public static String text(byte[] bytes) {
        boolean littleEndian = begins(bytes, 0xff, 0xfe);
        if (littleEndian || begins(bytes, 0xfe, 0xff)) {
            return new String(bytes, 2, bytes.length - 2, littleEndian ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
        }
        int from = hasMark(bytes) ? 3 : 0;
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }

    private static boolean begins(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
