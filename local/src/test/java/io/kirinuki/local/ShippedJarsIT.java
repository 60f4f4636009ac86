package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The suites run on what is shipped: each jar of the image and of the launcher, in its version, is on their class path. */
class ShippedJarsIT {
    private static final String CHANGED =
            "dependencies changed: mvn -Plicences -pl local -am package -Dtest=LicencesTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false looks at licences and makes local/target/NOTICE";

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

    /** Each was looked at by {@code LicencesTest} in this version, which wrote the notice. */
    @Test
    void theNoticeNamesEachJarInItsVersionAndNoOther() throws IOException {
        String[] notice = Files.readString(Path.of("../NOTICE")).split("\nIn the release alone");
        Set<String> image = named(notice[0]);
        Set<String> release = new TreeSet<>(image);
        release.addAll(named(notice[1]));
        assertThat(image).as(CHANGED).containsExactlyInAnyOrderElementsOf(shipped("../worker/target/lib"));
        assertThat(release).as(CHANGED).containsExactlyInAnyOrderElementsOf(shipped("target/lib"));
    }

    private static Set<String> named(String notice) {
        return Pattern.compile("(?m)^    \\S+: (.*)$")
                .matcher(notice)
                .results()
                .flatMap(line -> Stream.of(line.group(1).split(", ", -1)))
                .map(component -> component.replace(' ', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names and versions of the others' jars; of those of natives those of their sisters. */
    private static Set<String> shipped(String folder) throws IOException {
        try (Stream<Path> jars = Files.list(Path.of(folder))) {
            return jars.map(jar -> jar.getFileName().toString())
                    .filter(name -> name.endsWith(".jar") && !name.startsWith("kirinuki-"))
                    .map(name -> name.replace("onnxruntime_gpu", "onnxruntime")
                            .replaceFirst("(-(linux|macosx|windows)-[a-z0-9_]+)?\\.jar$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
