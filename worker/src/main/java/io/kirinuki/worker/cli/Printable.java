package io.kirinuki.worker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What others wrote, as a terminal may show it: control characters in it would move the cursor, or worse. */
public final class Printable {
    private static final int MOST_BYTES = 2_000;
    private static final int LINE_BYTES = 16;
    private static final HexFormat HEX = HexFormat.of();

    private Printable() {}

    /** On one line; what cannot be shown becomes a question mark. */
    public static String line(String text) {
        return text.codePoints()
                .map(code -> isShown(code) ? code : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** On one line: text where the bytes are such, else hexadecimal digits. */
    public static String line(byte[] bytes) {
        if (bytes == null) return "(null)";
        return text(bytes)
                .filter(text -> text.codePoints().allMatch(Printable::isShown))
                .orElseGet(() -> "0x" + HEX.formatHex(bytes));
    }

    /** On as many lines as it takes: JSON set out, other text as it is, else a dump; the beginning of what is long. */
    public static String block(byte[] bytes) {
        try {
            JsonNode json = Json.MAPPER.readTree(bytes);
            if (!json.isMissingNode()) {
                String set = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
                return cut(set.lines().map(Printable::line).collect(Collectors.joining("\n")), bytes.length);
            }
        } catch (JacksonException e) {
            // It is something else.
        }
        return text(bytes)
                .filter(text -> text.codePoints().allMatch(code -> isShown(code) || Character.isWhitespace(code)))
                .map(text -> cut(text.lines().map(Printable::line).collect(Collectors.joining("\n")), bytes.length))
                .orElseGet(() -> dump(bytes));
    }

    private static String cut(String text, int bytes) {
        return text.length() <= MOST_BYTES
                ? text
                : text.substring(0, MOST_BYTES) + "\n… of %d bytes in all".formatted(bytes);
    }

    private static String dump(byte[] bytes) {
        int shown = Math.min(bytes.length, MOST_BYTES / 4);
        String lines = IntStream.iterate(0, at -> at < shown, at -> at + LINE_BYTES)
                .mapToObj(at -> dumpLine(at, Arrays.copyOfRange(bytes, at, Math.min(shown, at + LINE_BYTES))))
                .collect(Collectors.joining("\n"));
        return shown < bytes.length ? lines + "\n… of %d bytes in all".formatted(bytes.length) : lines;
    }

    private static String dumpLine(int at, byte[] line) {
        String ascii = IntStream.range(0, line.length)
                .mapToObj(i -> line[i] >= ' ' && line[i] < 0x7f ? Character.toString(line[i]) : ".")
                .collect(Collectors.joining());
        return "%08x  %-47s  %s".formatted(at, HexFormat.ofDelimiter(" ").formatHex(line), ascii);
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isShown(int code) {
        int type = Character.getType(code);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.UNASSIGNED;
    }
}
