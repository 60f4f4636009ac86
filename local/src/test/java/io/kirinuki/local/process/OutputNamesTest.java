package io.kirinuki.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.local.Content;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputNamesTest {
    private final OutputNames names = new OutputNames();

    @Test
    void endingsAreKeptWhereStemsMeet() {
        names.expect(List.of(input("cat.jpg"), input("cat.png"), input("dog.jpg"), input("a.jpg.png"), input("a.jpg")));
        assertThat(List.of(name("cat.jpg"), name("cat.png"), name("dog.jpg")))
                .containsExactly("cat.jpg", "cat.png", "dog");
        assertThat(List.of(name("a.jpg.png"), name("a.jpg"))).containsExactly("a.jpg.png", "a");
    }

    @Test
    void whoeverHasANameKeepsIt() {
        names.expect(List.of(input("cat.jpg")));
        names.expect(List.of(input("cat.png"), input("cat.jpg")));
        assertThat(List.of(name("cat.jpg"), name("cat.png"))).containsExactly("cat", "cat.png");
    }

    private String name(String input) {
        return names.of(input(input));
    }

    private static Input input(String name) {
        return new Input(name, Content.of(new byte[0]));
    }
}
