package io.kirinuki.worker.reception.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kirinuki.worker.http.Call;
import io.kirinuki.worker.reception.http.Refusal.RefusedException;
import io.kirinuki.worker.reception.http.Wish.Form;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WishTest {
    private static Call call(Map<String, String> headers) {
        return new Call(
                "POST", "/v1/images", "", Map.of(), headers, OptionalLong.empty(), InputStream.nullInputStream());
    }

    private static Wish accepting(String accept) throws RefusedException {
        return Wish.of(call(Map.of("accept", accept)));
    }

    @Test
    void formsAreTakenInTheOrderOfTheirWeight() throws RefusedException {
        assertThat(accepting("text/html, application/json;q=0.5, image/webp; q=0.9, application/zip;q=0")
                        .forms())
                .containsExactly(new Form.Artifact("image/webp"), new Form.Event());
        assertThat(accepting("image/JPG").forms()).containsExactly(new Form.Artifact("image/jpeg"));
        assertThat(accepting("*/*;q=0.1,application/zip").forms())
                .containsExactly(new Form.Archive(), new Form.Artifact("*/*"));
        assertThat(Wish.of(call(Map.of())).forms()).containsExactly(new Form.Artifact("*/*"));
    }

    @Test
    void whatNoAnswerIsGivenInIsRefused() {
        for (String accept : new String[] {"text/html", "", "image/gif", "image/png;q=0"}) {
            RefusedException refused = catchThrowableOfType(RefusedException.class, () -> accepting(accept));
            assertThat(refused.refusal().status()).as(accept).isEqualTo(406);
        }
    }

    @Test
    void whoDoesNotWaitSaysSo() throws RefusedException {
        Wish wish = Wish.of(call(Map.of("prefer", "Respond-Async, wait=7")));
        assertThat(wish.async()).isTrue();
        assertThat(wish.patience()).contains(Duration.ofSeconds(7));
        assertThat(Wish.of(call(Map.of("prefer", "wait=soon"))).patience()).isEmpty();
    }

    @Test
    void aKindOfPicturesTakesEachOfItsKind() {
        assertThat(new Form.Artifact("image/*").takes("image/png")).isTrue();
        assertThat(new Form.Artifact("image/*").takes("application/json")).isFalse();
        assertThat(new Form.Artifact("*/*").takes("application/json")).isTrue();
        assertThat(new Form.Artifact("image/png").takes("image/webp")).isFalse();
    }
}
