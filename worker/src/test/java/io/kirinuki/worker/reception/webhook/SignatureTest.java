package io.kirinuki.worker.reception.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignatureTest {
    private static final byte[] BODY = "{\"event_type\":\"ping\",\"data\":{\"success\":true}}".getBytes(UTF_8);

    /** The example of the specification. */
    @Test
    void aCallIsSignedAsTheSpecificationSays() {
        assertThat(new Signature("whsec_plJ3nmyCDGBKInavdOK15jsl")
                        .headers("msg_loFOjxBNrRLzqYUf", Instant.ofEpochSecond(1731705121), BODY))
                .containsEntry("webhook-id", "msg_loFOjxBNrRLzqYUf")
                .containsEntry("webhook-timestamp", "1731705121")
                .containsEntry("webhook-signature", "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=");
    }

    @Test
    void idTimeAndBodyAreAllSigned() {
        Signature signature = new Signature("a secret of 24 characters or more");
        Instant now = Instant.ofEpochSecond(1731705121);
        String first = signature.headers("a", now, BODY).get("webhook-signature");
        assertThat(signature.headers("b", now, BODY)).doesNotContainValue(first);
        assertThat(signature.headers("a", now.plusSeconds(1), BODY)).doesNotContainValue(first);
        assertThat(signature.headers("a", now, new byte[0])).doesNotContainValue(first);
        assertThat(new Signature("another secret of 24 characters").headers("a", now, BODY))
                .doesNotContainValue(first);
    }
}
