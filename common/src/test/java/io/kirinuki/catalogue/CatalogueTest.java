package io.kirinuki.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.model.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {
    private static final String OWN = """
            licences:
              house:
                name: LicenseRef-House
                text: https://models.example.org/licence
                commercialUse: allowed
                reason: it is ours
            models:
              - name: shoes
                version: "3"
                about: shoes on white
                url: https://models.example.org/shoes-3.onnx
                digest: sha256:5b486f08200f513f460da46dd701db5fbb47d79b4be4b708a19444bcd4e79958
                licence: house
                source: https://models.example.org
                manifest:
                  task: mask
                  input: {tensor: image, width: 512, height: 512, mean: [0, 0, 0], std: [1, 1, 1]}
                  output: {tensor: mask, head: sigmoid}
            """;

    @TempDir
    private Path folder;

    static Iterable<CatalogueEntry> builtIn() {
        return Catalogue.builtIn().entries();
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void everyEntryMakesAManifestThatAWorkerTakes(CatalogueEntry entry) throws Exception {
        var sha256 = new Digest(Digest.Algorithm.SHA256, "0".repeat(64));
        var yaml = folder.resolve("model.yaml");
        Files.writeString(yaml, ManifestText.of(entry, "model.onnx", sha256, "first in", "first out"));

        var manifest = ModelManifest.read(yaml);

        assertThat(manifest.name()).isEqualTo(entry.name());
        assertThat(manifest.input().tensor()).isEqualTo("first in");
        assertThat(manifest.output().tensor()).isEqualTo("first out");
        assertThat(entry.digest()).isPresent();
        assertThat(entry.bytes()).isPresent();
    }

    @Test
    void rembgsFamilyIsThere() {
        assertThat(Catalogue.builtIn().entries())
                .extracting(CatalogueEntry::name)
                .contains("u2net", "u2netp", "u2net_human_seg", "u2net_cloth_seg", "silueta", "isnet-general-use")
                .contains("isnet-anime", "birefnet-general", "birefnet-portrait", "bria-rmbg")
                .doesNotContain("sam");
    }

    @Test
    void weightsThatMayNotEarnMoneyNeedAcceptance() throws Exception {
        var catalogue = Catalogue.builtIn();
        assertThat(catalogue.find("bria-rmbg", Optional.empty()).licence())
                .returns(Licence.CommercialUse.FORBIDDEN, Licence::commercialUse)
                .returns(true, Licence::needsAcceptance);
        assertThat(catalogue.find("isnet-general-use", Optional.empty()).licence())
                .returns(Licence.CommercialUse.UNCLEAR, Licence::commercialUse)
                .returns(true, Licence::needsAcceptance);
        assertThat(catalogue.find("u2net", Optional.empty()).licence().needsAcceptance())
                .isFalse();
    }

    @Test
    void ownEntriesAreAddedAndHideThoseOfTheSameNameAndVersion() throws Exception {
        var catalogue = Catalogue.builtIn().with(write(OWN + """
              - name: u2net
                version: "1"
                about: from the mirror in the cellar
                url: http://mirror.example.org/u2net.onnx
                licence: house
                source: https://models.example.org
                manifest: {}
              - name: shoes
                version: "4"
                about: shoes on anything
                url: https://models.example.org/shoes-4.onnx
                licence: house
                source: https://models.example.org
                manifest: {}
            """));

        assertThat(catalogue.find("u2net", Optional.empty()).url().getHost()).isEqualTo("mirror.example.org");
        assertThat(catalogue.find("shoes", Optional.empty()).version()).isEqualTo("4");
        assertThat(catalogue.find("shoes", Optional.of("3")).digest()).isPresent();
        assertThat(catalogue.find("u2netp", Optional.of("1")).name()).isEqualTo("u2netp");
    }

    @Test
    void whatIsNotThereIsTold() throws Exception {
        var catalogue = Catalogue.builtIn().with(write(OWN));
        assertThatThrownBy(() -> catalogue.find("shoe", Optional.empty()))
                .hasMessage("the catalogue has no model \"shoe\"; `kirinuki models list` shows what there is");
        assertThatThrownBy(() -> catalogue.find("shoes", Optional.of("5")))
                .hasMessage("the catalogue has no version 5 of shoes; it has 3");
        assertThatThrownBy(() -> catalogue.with(folder.resolve("none.yaml"))).hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: shoes | name: Shoes ä | models[0].name: lower-case letters",
                "version: \"3\" | version: ../3 | models[0].version: letters, digits",
                "url: https | url: ftp | models[0].url: an http or https address expected, found ftp:",
                "digest: sha256 | digest: sha1 | models[0].digest: md5:… or sha256:… expected",
                "digest: sha256:5b | digest: sha256:5 | models[0].digest: 64 lower-case hex digits expected",
                "licence: house | licence: hut | models[0].licence: one of the file's licences expected, [house]; found hut",
                "commercialUse: allowed | commercialUse: yes | licences.house.commercialUse",
                "reason: it is ours | reason: '' | licences.house",
                "about: | abuot: | models[0].abuot",
                "models: | Models: | Models",
                "licences: | licences: } | not YAML",
            })
    void whatIsWrongIsNamed(String right, String wrong, String message) throws Exception {
        assertThat(OWN).contains(right);
        var file = write(OWN.replace(right, wrong));

        assertThatThrownBy(() -> Catalogue.builtIn().with(file))
                .isInstanceOf(CatalogueException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("own.yaml"), yaml);
    }
}
