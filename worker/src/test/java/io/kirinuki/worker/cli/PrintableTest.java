package io.kirinuki.worker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void whatMovesTheCursorOrTurnsTheTextIsNotPassedOn() {
        assertThat(Printable.line("a\033[2Jb\r\n\u202ec 靴 👟")).isEqualTo("a?[2Jb???c 靴 👟");
        assertThat(Printable.line("\ud83d half")).isEqualTo("? half");
    }

    @Test
    void aLineOfBytesIsTextOrDigits() {
        assertThat(Printable.line("靴".getBytes(UTF_8))).isEqualTo("靴");
        assertThat(Printable.line(new byte[] {0, 0, 1, 2})).isEqualTo("0x00000102");
        assertThat(Printable.line(new byte[] {(byte) 0xff})).isEqualTo("0xff");
        assertThat(Printable.line((byte[]) null)).isEqualTo("(null)");
        assertThat(Printable.line(new byte[0])).isEmpty();
    }

    @Test
    void aBlockIsJsonTextOrADump() {
        assertThat(Printable.block("{\"a\":[1,\"\\u001b\"]}".getBytes(UTF_8)))
                .containsPattern("\"a\" ?: \\[")
                .doesNotContain("\033");
        assertThat(Printable.block("{torn\tand\nlong".getBytes(UTF_8))).isEqualTo("{torn?and\nlong");
        assertThat(Printable.block(new byte[] {'A', 0, (byte) 0xff}))
                .isEqualTo("00000000  41 00 ff" + " ".repeat(39) + "  A..");
    }

    @Test
    void whatIsLongIsCut() {
        assertThat(Printable.block("x".repeat(5_000).getBytes(UTF_8)))
                .startsWith("xxx")
                .endsWith("\n… of 5000 bytes in all")
                .hasSizeLessThan(2_100);
        assertThat(Printable.block(new byte[5_000])).hasLineCount(33).endsWith("… of 5000 bytes in all");
    }
}
