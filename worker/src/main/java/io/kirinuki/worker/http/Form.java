package io.kirinuki.worker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;

/**
 * The fields of a form, as browsers and programs send them: {@code multipart/form-data} (RFC 7578) or {@code
 * application/x-www-form-urlencoded}. All of it is held in memory.
 *
 * @param fields in their order, by name; of one that comes twice both
 */
public record Form(Map<String, List<Field>> fields) {
    public static final String MULTIPART = "multipart/form-data";
    public static final String ENCODED = "application/x-www-form-urlencoded";
    private static final int MOST_FIELDS = 64;
    private static final int MOST_HEADERS = 4 << 10;

    /**
     * One field.
     *
     * @param fileName as the client's machine has it, where it is a file
     */
    public record Field(Optional<String> fileName, Blob content) {
        public String text() {
            return new String(content.bytes(), UTF_8);
        }
    }

    /** Thrown where a body is no form; the message says why. */
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        private UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Its first field of that name. */
    public Optional<Field> field(String name) {
        return Optional.ofNullable(fields.get(name)).map(List::getFirst);
    }

    /** Reads a body of one of the two media types. */
    public static Form read(String contentType, byte[] bytes) throws UnreadableException {
        return contentType.strip().toLowerCase(Locale.ROOT).startsWith(MULTIPART)
                ? multipart(contentType, bytes)
                : encoded(bytes);
    }

    private static Form multipart(String contentType, byte[] bytes) throws UnreadableException {
        String boundary = MultiPart.extractBoundary(contentType);
        if (boundary == null || boundary.isEmpty()) {
            throw new UnreadableException("the media type names no boundary", null);
        }
        MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
        parser.setMaxParts(MOST_FIELDS);
        parser.setPartHeadersMaxLength(MOST_HEADERS);
        parser.setMaxMemoryFileSize(-1);
        parser.setMaxFileSize(-1);
        parser.setMaxLength(-1);
        try (Blocker.Promise<MultiPartFormData.Parts> parsed = Blocker.promise()) {
            parser.parse(Content.Source.from(ByteBuffer.wrap(bytes)), parsed);
            try (MultiPartFormData.Parts parts = parsed.block()) {
                Map<String, List<Field>> fields = new LinkedHashMap<>();
                for (MultiPart.Part part : parts) {
                    if (part.getName() == null) throw new UnreadableException("a part has no name", null);
                    try (InputStream content = Content.Source.asInputStream(part.getContentSource())) {
                        fields.computeIfAbsent(part.getName(), name -> new ArrayList<>())
                                .add(new Field(
                                        Optional.ofNullable(part.getFileName()), Blob.of(content.readAllBytes())));
                    }
                }
                return new Form(fields);
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException broken) {
            Throwable cause = broken.getCause() == null ? broken : broken.getCause();
            throw new UnreadableException(String.valueOf(cause.getMessage()), cause);
        }
    }

    private static Form encoded(byte[] bytes) throws UnreadableException {
        try {
            Fields all = new Fields(true);
            UrlEncoded.decodeTo(new String(bytes, UTF_8), all::add, UTF_8);
            Map<String, List<Field>> fields = new LinkedHashMap<>();
            for (Fields.Field field : all) {
                fields.put(
                        field.getName(),
                        field.getValues().stream()
                                .map(value -> new Field(Optional.empty(), Blob.of(value.getBytes(UTF_8))))
                                .toList());
            }
            return new Form(fields);
        } catch (IllegalArgumentException broken) {
            throw new UnreadableException(String.valueOf(broken.getMessage()), broken);
        }
    }
}
