package io.kirinuki.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigTableTest {
    @Test
    void documentedTableIsWhatTheCodeReads() throws IOException {
        var generated = ConfigTable.markdown();
        Files.writeString(Path.of("target/CONFIGURATION.md"), generated);

        assertThat(Path.of("CONFIGURATION.md"))
                .as("when keys change, copy worker/target/CONFIGURATION.md over worker/CONFIGURATION.md")
                .hasContent(generated);
    }

    @Test
    void everyKeyHasAMeaningAndAVariableOfItsOwn() {
        assertThat(Keys.all()).extracting(Key::variable).doesNotHaveDuplicates();
        assertThat(Keys.all()).allSatisfy(key -> assertThat(key.meaning()).endsWith("."));
    }
}
