package io.kirinuki.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes of a picture, read when they are needed. */
public interface Content {
    /** In bytes. */
    long size() throws IOException;

    InputStream open() throws IOException;

    static Content of(Path file) {
        return new OfFile(file);
    }

    static Content of(byte[] bytes) {
        return new InMemory(bytes);
    }

    /** Where it lies. */
    record OfFile(Path file) implements Content {
        @Override
        public long size() throws IOException {
            return Files.size(file);
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    /** Read before. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record InMemory(byte[] bytes) implements Content {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }
}
