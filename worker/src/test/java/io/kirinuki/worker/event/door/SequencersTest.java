package io.kirinuki.worker.event.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.ObjectRef;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequencersTest {
    private final Sequencers sequencers = new Sequencers();

    @Test
    void anOlderEventOfTheSameObjectIsOutOfOrder() {
        ObjectRef shoe = ObjectRef.of("photos", "shoe.jpg");
        ObjectRef before = new ObjectRef("photos", "shoe.jpg", Optional.of("v1"));
        assertThat(sequencers.inOrder(shoe, "0055AED6DCD90281E5")).isTrue();
        assertThat(sequencers.inOrder(before, "0055AED6DCD90281E4")).isFalse();
        assertThat(sequencers.inOrder(shoe, "0055AED6DCD90281E5")).as("again").isTrue();
        assertThat(sequencers.inOrder(ObjectRef.of("photos", "mug.jpg"), "00")).isTrue();
        assertThat(sequencers.inOrder(shoe, "0055AED6DCD90281E6")).isTrue();
        assertThat(sequencers.inOrder(shoe, "0055AED6DCD90281E5")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "17F, 180, true",
        "17f, 17E, false",
        "17F, 17f, false",
        "0FF, 1FFF, true",
        "1FFF, 0FF, false",
        "FF, 1FFF, false", // older with zeros on the left, newer with zeros on the right
        "1FFF, FF, false",
    })
    void olderIsWhatIsOlderEitherWay(String one, String other, boolean older) {
        assertThat(Sequencers.older(one, other)).isEqualTo(older);
    }

    @Test
    void onlySoManyObjectsAreRemembered() {
        ObjectRef first = ObjectRef.of("photos", "first");
        assertThat(sequencers.inOrder(first, "2")).isTrue();
        for (int i = 0; i < 10_000; i++) sequencers.inOrder(ObjectRef.of("photos", "photo " + i), "2");
        assertThat(sequencers.inOrder(first, "1")).isTrue();
        assertThat(sequencers.inOrder(ObjectRef.of("photos", "photo 9999"), "1"))
                .isFalse();
    }
}
