package io.kirinuki.worker.reception;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a request that came over HTTP: the key of its record and of its answer's, and all that is needed to ask for
 * it, at any instance and after any restart. In it are the time, from which on the topics are searched; 96 bits of chance;
 * and a seal of both with the owner's name, so that it is of no use to anybody else who comes to know it.
 */
public record Ticket(String id) {
    private static final SecureRandom CHANCE = new SecureRandom();
    private static final HexFormat HEX = HexFormat.of();
    private static final int TIME_DIGITS = 12;
    private static final int CHANCE_BYTES = 12;
    private static final int BODY_DIGITS = TIME_DIGITS + 2 * CHANCE_BYTES;
    private static final int SEAL_DIGITS = 16;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{%d}".formatted(BODY_DIGITS + SEAL_DIGITS));

    public Ticket {
        if (!FORM.matcher(id).matches()) throw new IllegalArgumentException("no ticket: " + id);
    }

    static Ticket fresh(Owner owner, Instant now) {
        byte[] chance = new byte[CHANCE_BYTES];
        CHANCE.nextBytes(chance);
        String time = HEX.toHexDigits(now.toEpochMilli(), TIME_DIGITS);
        String body = time + HEX.formatHex(chance);
        return new Ticket(body + seal(body, owner));
    }

    /** What an owner asks for; empty where it is no ticket, or not that owner's. */
    static Optional<Ticket> of(String id, Owner owner) {
        if (!FORM.matcher(id).matches()) return Optional.empty();
        String seal = seal(id.substring(0, BODY_DIGITS), owner);
        boolean own = MessageDigest.isEqual(
                seal.getBytes(UTF_8), id.substring(BODY_DIGITS).getBytes(UTF_8));
        return own ? Optional.of(new Ticket(id)) : Optional.empty();
    }

    /** Of a record's key; empty where it is none. */
    static Optional<Ticket> ofKey(byte[] key) {
        if (key == null || key.length != BODY_DIGITS + SEAL_DIGITS) return Optional.empty();
        String id = new String(key, UTF_8);
        return FORM.matcher(id).matches() ? Optional.of(new Ticket(id)) : Optional.empty();
    }

    private static String seal(String body, Owner owner) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] name = owner.name().getBytes(UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).flip());
            digest.update(name);
            return HEX.formatHex(digest.digest(body.getBytes(UTF_8))).substring(0, SEAL_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** When it was made, by the clock of the instance that made it. */
    Instant time() {
        return Instant.ofEpochMilli(HexFormat.fromHexDigitsToLong(id, 0, TIME_DIGITS));
    }

    byte[] key() {
        return id.getBytes(UTF_8);
    }
}
