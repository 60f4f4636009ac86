package io.kirinuki.worker.reception;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shoe 1.jpg|shoe 1.jpg",
                "../../etc/passwd|passwd",
                "C:\\photos\\a.jpg|a.jpg",
                "..|picture",
                "a/..|picture",
                "%2e%2e%2fa.jpg|_2e_2e_2fa.jpg",
                "a\u0000b\u202ec.jpg|a_b_c.jpg",
                "\ud800.jpg|_.jpg",
                "切り抜き.jpg|切り抜き.jpg",
                "<img src=x>.jpg|<img src=x>.jpg"
            })
    void aNameIsOneSegmentThatNothingTakesForAPath(String name, String plain) {
        assertThat(FileName.plain(name)).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "a/"})
    void whatHasNoNameGetsOne(String name) {
        assertThat(FileName.plain(name)).isEqualTo("picture");
    }

    @Test
    void aLongNameIsCut() {
        assertThat(FileName.plain("\ud83d\ude00".repeat(500)).codePointCount(0, 200))
                .isEqualTo(100);
    }
}
