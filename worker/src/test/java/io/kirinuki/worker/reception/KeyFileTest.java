package io.kirinuki.worker.reception;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Blob;
import io.kirinuki.worker.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("keys"), text);
    }

    private static String line(String name, String key) {
        return "%s sha256:%s%n".formatted(name, Blob.of(key.getBytes(UTF_8)).sha256());
    }

    @Test
    void aKeyIsItsNames() throws IOException {
        KeyFile keys = new KeyFile(
                file("# two keys of one name\n\n" + line("ada", "one") + line("ada", "two") + line("bob", "three")));
        assertThat(keys.owner(Optional.of("one"))).contains(new Owner("ada"));
        assertThat(keys.owner(Optional.of("two"))).contains(new Owner("ada"));
        assertThat(keys.owner(Optional.of("three"))).contains(new Owner("bob"));
        assertThat(keys.owner(Optional.of("four"))).isEmpty();
        assertThat(keys.owner(Optional.empty())).isEmpty();
    }

    @Test
    void aFileThatHoldsAKeyItselfStopsTheStartAndIsNotRepeated() throws IOException {
        Path file = file(line("ada", "one") + "bob the-key-itself\n");
        assertThatThrownBy(() -> new KeyFile(file))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("kirinuki.http.keys-file")
                .hasMessageContaining("line 2")
                .hasMessageNotContaining("the-key-itself");
        assertThatThrownBy(() -> new KeyFile(folder.resolve("none"))).isInstanceOf(StartException.class);
    }
}
