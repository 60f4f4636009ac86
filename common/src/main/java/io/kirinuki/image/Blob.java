package io.kirinuki.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** Encoded bytes in pieces, so that a large artifact never needs one large array. Immutable; read any number of times. */
public final class Blob {
    private final List<byte[]> pieces;
    private final long length;

    private Blob(List<byte[]> pieces) {
        this.pieces = List.copyOf(pieces);
        this.length = pieces.stream().mapToLong(piece -> piece.length).sum();
    }

    /** Takes the array as it is; the caller must not change it afterwards. */
    public static Blob of(byte[] bytes) {
        return new Blob(List.of(bytes));
    }

    public long length() {
        return length;
    }

    public InputStream open() {
        return new SequenceInputStream(Collections.enumeration(
                pieces.stream().<InputStream>map(ByteArrayInputStream::new).toList()));
    }

    /** In one array, for small ones. */
    public byte[] bytes() {
        try (InputStream in = open()) {
            return in.readAllBytes();
        } catch (IOException never) {
            throw new UncheckedIOException("memory can be read", never);
        }
    }

    /** Lower-case hex. */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            pieces.forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Collects what an encoder writes. Owned by one thread. */
    public static final class Writer extends OutputStream {
        private static final int PIECE = 1 << 18;
        private final List<byte[]> full = new ArrayList<>();
        private byte[] piece = new byte[1 << 12];
        private int used;

        @Override
        public void write(int b) {
            if (used == piece.length) turn();
            piece[used++] = (byte) b;
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            int done = 0;
            while (done < count) {
                if (used == piece.length) turn();
                int n = Math.min(count - done, piece.length - used);
                System.arraycopy(bytes, from + done, piece, used, n);
                used += n;
                done += n;
            }
        }

        private void turn() {
            full.add(piece);
            piece = new byte[PIECE];
            used = 0;
        }

        /** Ends writing. */
        public Blob toBlob() {
            List<byte[]> pieces = new ArrayList<>(full);
            pieces.add(Arrays.copyOf(piece, used));
            return new Blob(pieces);
        }
    }
}
