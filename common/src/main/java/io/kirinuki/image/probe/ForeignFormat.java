package io.kirinuki.image.probe;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.kirinuki.image.probe.file.HeaderBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** Names what people send that is not read, by its first bytes, so that the failure tells them what to change. */
final class ForeignFormat {
    private static final int ENOUGH_TEXT = 1024;
    private static final int SHOWN_BYTES = 8;
    private static final int MOST_BRANDS = 128;

    private ForeignFormat() {}

    static String name(byte[] bytes) {
        if (bytes.length == 0) return "an empty file";
        HeaderBytes file = HeaderBytes.of(bytes, BIG_ENDIAN, "file");
        if (file.has(4, "ftyp")) return ofBrands(bytes);
        if (file.has(4, "JXL ") || file.has(0, "\u00ff\n")) return "JPEG XL";
        if (file.has(4, "jP  ") || file.has(0, "\u00ffO\u00ffQ")) return "JPEG 2000";
        if (file.has(0, "II+\0") || file.has(0, "MM\0+")) return "BigTIFF";
        if (file.has(0, "8BPS")) return "PSD";
        if (file.has(0, "%PDF-")) return "PDF";
        if (file.has(0, "PK\u0003\u0004")) return "a ZIP archive";
        if (file.has(0, "\u001f\u008b")) return "a gzip file";
        if (file.has(0, "\0\0\u0001\0")) return "an ICO icon";
        String head = new String(bytes, 0, Math.min(bytes.length, ENOUGH_TEXT), StandardCharsets.UTF_8);
        return isText(head) ? text(head) : unknown(bytes);
    }

    /** By the major brand of an ISO base media file (ISO/IEC 14496-12), or where that says too little, by the others. */
    private static String ofBrands(byte[] bytes) {
        int end = Math.min(Math.min(bytes.length, bytes[2] == 0 ? bytes[3] & 0xff : MOST_BRANDS), MOST_BRANDS);
        for (int at = 8; at + 4 <= end || at == 8; at += at == 8 ? 8 : 4) {
            Optional<String> name =
                    brand(new String(bytes, at, Math.min(4, bytes.length - at), StandardCharsets.ISO_8859_1));
            if (name.isPresent()) return name.get();
        }
        return "HEIF";
    }

    /** Empty where it fits pictures of several kinds. */
    private static Optional<String> brand(String brand) {
        return switch (brand) {
            case "heic", "heix", "heim", "heis", "hevc", "hevx" -> Optional.of("HEIC");
            case "avif", "avis" -> Optional.of("AVIF");
            case "crx " -> Optional.of("a raw photo (CR3)");
            case "mif1", "mif2", "msf1", "miaf", "MA1A", "MA1B" -> Optional.empty();
            default -> Optional.of("an MP4 or QuickTime file");
        };
    }

    private static boolean isText(String head) {
        // The last character may have been cut in two; a replacement character elsewhere means binary.
        return head.chars()
                .limit(Math.max(1, head.length() - 1))
                .noneMatch(c -> c == '\ufffd' || (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f'));
    }

    private static String text(String head) {
        String start = head.replace("\ufeff", "").stripLeading().toLowerCase(Locale.ROOT);
        if (start.startsWith("<!doctype html") || start.startsWith("<html")) return "an HTML page";
        if (start.startsWith("<") && start.contains("<svg")) return "SVG";
        if (start.startsWith("<")) return "an XML document";
        return "text";
    }

    private static String unknown(byte[] bytes) {
        byte[] first = Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN_BYTES));
        return "unknown bytes (first bytes %s)"
                .formatted(HexFormat.ofDelimiter(" ").formatHex(first));
    }
}
