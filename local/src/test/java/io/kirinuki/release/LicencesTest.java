package io.kirinuki.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kirinuki.schema.Json;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What ships may be given away under Apache-2.0, and says whose it is: {@code mvn -Plicences} fails where either is not so.
 * That dependencies did not change since is seen in every build, by {@code ShippedJarsIT}.
 */
class LicencesTest {
    private static final Path HOME = Path.of("..");
    private static final Pattern TEXT = Pattern.compile("(?i)(META-INF/)?(licen[cs]e|notice|third-?party)[^/]*");

    private List<Component> release;
    private List<Component> image;

    private void readBill() throws IOException {
        Path bill = Path.of("target/sbom.json");
        assumeThat(bill).as("mvn -Plicences makes it").exists();
        JsonNode read = Json.MAPPER.readTree(Files.readString(bill));
        release = Component.of(read);
        image = Component.neededBy("kirinuki-worker", read);
    }

    @Test
    void whatShipsFitsApache2() throws IOException {
        readBill();
        assertThat(Licences.problems(release)).isEmpty();
        assertThat(release).hasSizeGreaterThan(100).containsAll(image);
        assertThat(image)
                .extracting(Component::name)
                .contains("kafka-streams", "opencv")
                .doesNotContain("s3proxy");
    }

    @Test
    void noticeNamesWhatShips() throws IOException {
        readBill();
        String notice = Licences.notice(image, release);
        Files.writeString(Path.of("target/NOTICE"), notice);
        assertThat(HOME.resolve("NOTICE"))
                .as("when dependencies change, copy local/target/NOTICE over NOTICE")
                .hasContent(notice);
    }

    /** Apache-2.0 is in LICENSE; MIT-0 and CC0 ask for no text. */
    @Test
    void aTextGoesAlongWithEachLicenceThatAsksForOne() throws IOException {
        readBill();
        String ours = Files.readString(HOME.resolve("deploy/licences.txt"));
        List<String> without = new ArrayList<>();
        for (Component component : release) {
            String licence = Licences.chosen(component).orElseThrow();
            if (Set.of("Apache-2.0", "MIT-0", "CC0-1.0").contains(licence)) continue;
            if (!ours.contains("  " + component.group() + ": " + component.name()) && !bringsText(component)) {
                without.add(component + ", " + licence);
            }
        }
        assertThat(without)
                .as("neither their jars nor deploy/licences.txt hold the text")
                .isEmpty();
    }

    @Test
    void whatDoesNotFitIsNamedWithWhatToDo() {
        List<Component> components = Component.of(Json.MAPPER.readTree("""
                {"components": [
                  {"group": "a", "name": "copied", "version": "1", "licenses": [{"license": {"id": "GPL-3.0-only"}}]},
                  {"group": "b", "name": "silent", "version": "2"},
                  {"group": "c", "name": "both", "version": "3", "licenses": [{"expression": "MIT AND GPL-2.0-only"}]},
                  {"group": "d", "name": "either", "version": "4", "licenses": [{"expression": "GPL-2.0-only OR MIT"}]},
                  {"group": "e", "name": "named", "version": "5", "licenses": [{"license": {"name": "Go License"}}]},
                  {"group": "io.kirinuki", "name": "ours", "version": "6"}]}"""));
        assertThat(Licences.problems(components))
                .containsExactly(
                        "a:copied 1: GPL-3.0-only does not fit Apache-2.0; leave it out, or add it to Licences where it does",
                        "b:silent 2: names no licence; leave it out, or find its licence and add it to Licences",
                        "c:both 3: MIT AND GPL-2.0-only does not fit Apache-2.0; leave it out, or add it to Licences where it does");
        assertThat(components.subList(3, 5).stream().map(Licences::chosen))
                .containsExactly(Optional.of("MIT"), Optional.of("BSD-3-Clause"));
    }

    /** Of the jars that the tests run on; those of natives bring what their sisters without natives bring. */
    private static boolean bringsText(Component component) throws IOException {
        String jar = component.name() + "-" + component.version() + ".jar";
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!Path.of(entry).getFileName().toString().equals(jar)) continue;
            try (ZipFile zip = new ZipFile(entry);
                    Stream<String> names = zip.stream().map(Object::toString)) {
                return names.anyMatch(TEXT.asMatchPredicate());
            }
        }
        return false;
    }
}
