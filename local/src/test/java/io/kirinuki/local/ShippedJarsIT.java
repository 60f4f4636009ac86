package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The suites run on what is shipped: each jar of the image and of the launcher, in its version, is on their class path. */
class ShippedJarsIT {
    @ParameterizedTest
    @ValueSource(strings = {"../worker/target/lib", "target/lib"})
    void theTestsClassPathHoldsWhatIsShipped(String folder) throws IOException {
        Set<String> tested = Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getProperty("java.class.path"))
                .map(entry -> Path.of(entry).getFileName().toString())
                .collect(Collectors.toSet());
        try (Stream<Path> shipped = Files.list(Path.of(folder))) {
            assertThat(shipped.map(jar -> jar.getFileName().toString()).filter(name -> !name.startsWith("kirinuki-")))
                    .isNotEmpty()
                    .allSatisfy(jar -> assertThat(tested).contains(jar));
        }
    }
}
