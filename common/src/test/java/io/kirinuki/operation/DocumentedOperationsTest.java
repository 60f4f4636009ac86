package io.kirinuki.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocumentedOperationsTest {
    @Test
    void everyOperationAndParameterIsInTheDocs() throws IOException {
        String text = Files.readString(Path.of("../docs/pipelines.md"));
        String docs = text.substring(text.indexOf("## Operations"), text.indexOf("## Measures"));
        Operations.parameters().forEach((operation, parameters) -> {
            // "### encode, thumbnail" heads the section of both
            var section = Pattern.compile(
                            "^### ([a-z, ]*\\b)?%s\\b.*?(?=^### |\\z)".formatted(operation),
                            Pattern.DOTALL | Pattern.MULTILINE)
                    .matcher(docs);
            assertThat(section.find()).as("section of %s", operation).isTrue();
            assertThat(parameters)
                    .allSatisfy(parameter -> assertThat(section.group())
                            .as("%s of %s", parameter, operation)
                            .contains('`' + parameter + '`'));
        });
    }
}
