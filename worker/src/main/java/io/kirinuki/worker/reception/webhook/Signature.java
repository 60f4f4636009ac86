package io.kirinuki.worker.reception.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs calls as the Standard Webhooks specification says: HMAC-SHA256 over id, time and body, in the headers {@code
 * webhook-id}, {@code webhook-timestamp} and {@code webhook-signature}. Any thread.
 */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";
    /** Before a secret that is written in Base64. */
    private static final String ENCODED = "whsec_";

    private final SecretKeySpec key;

    /** Throws {@link IllegalArgumentException} where it begins as one in Base64 and is none. */
    Signature(String secret) {
        byte[] bytes = secret.startsWith(ENCODED)
                ? Base64.getDecoder().decode(secret.substring(ENCODED.length()))
                : secret.getBytes(UTF_8);
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** @param id of what is told, the same at each attempt */
    Map<String, String> headers(String id, Instant now, byte[] body) {
        String time = Long.toString(now.getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", time);
        headers.put("webhook-signature", "v1," + signed(id + "." + time + ".", body));
        return headers;
    }

    private String signed(String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(head.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
