package io.kirinuki.image.remark;

import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.outcome.Outcome.FailedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.namespace.QName;

/**
 * Whose a picture is, as news agencies wrote it before there was XMP (IPTC-NAA Information Interchange Model 4.2), by the
 * properties of XMP that the IPTC Photo Metadata Standard names for it.
 */
final class IptcWords {
    private static final int MARK = 0x1c;
    private static final int APPLICATION = 2;
    private static final int MOST_TEXTS = 16;

    private static final Map<Integer, QName> PROPERTIES = Map.of(
            80, XmpRights.CREATOR,
            85, XmpRights.POSITION,
            110, XmpRights.CREDIT,
            115, XmpRights.SOURCE,
            116, XmpRights.RIGHTS);

    private IptcWords() {}

    /** What a Photoshop segment of a JPEG has of it, among other resources of the program. */
    static Optional<HeaderBytes> ofPhotoshop(HeaderBytes resources) throws FailedException {
        long at = 0;
        while (resources.has(at, "8BIM")) {
            int id = resources.u16(at + 4, "resource");
            long name = resources.u8(at + 6, "resource") + 1L;
            long size = at + 6 + name + name % 2;
            long length = resources.u32(size, "resource");
            if (id == 0x404) return Optional.of(resources.part(size + 4, length));
            at = size + 4 + length + length % 2;
        }
        return Optional.empty();
    }

    static Map<QName, List<String>> of(HeaderBytes records) throws FailedException {
        Map<QName, List<String>> words = new LinkedHashMap<>();
        long at = 0;
        while (at + 5 <= records.length() && records.u8(at, "record") == MARK) {
            int length = records.u16(at + 3, "record");
            QName property = PROPERTIES.get(records.u8(at + 2, "record"));
            if (length > 0x7fff) break; // told in more bytes, which no name needs
            if (records.u8(at + 1, "record") == APPLICATION && property != null) {
                List<String> texts = words.computeIfAbsent(property, none -> new ArrayList<>());
                if (texts.size() < MOST_TEXTS)
                    texts.add(text(records.part(at + 5, length).copied()));
            }
            at += 5 + length;
        }
        return words;
    }

    /** What is no UTF-8 is Latin-1; files that say another are rare, and say nothing of it as often. */
    static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException other) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
