package io.kirinuki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColourTest {
    @Test
    void hexAndNamesAreRead() {
        assertThat(Colour.parse("#1a2B3c")).isEqualTo(new Colour(0x1a, 0x2b, 0x3c));
        assertThat(Colour.parse("#f80")).isEqualTo(new Colour(0xff, 0x88, 0));
        assertThat(Colour.parse("White")).isEqualTo(new Colour(255, 255, 255));
        assertThat(Colour.parse("black")).isEqualTo(new Colour(0, 0, 0));
        assertThat(Colour.parse("navy")).hasToString("#000080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "#12", "#12345", "#1234567", "#ggg", "ffffff", "whitish", "rgb(1,2,3)"})
    void allElseIsRefusedByName(String text) {
        assertThatThrownBy(() -> Colour.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void partsBeyondAByteAreRefused() {
        assertThatThrownBy(() -> new Colour(0, 256, 0)).hasMessageContaining("256");
        assertThatThrownBy(() -> new Colour(-1, 0, 0)).hasMessageContaining("-1");
    }
}
