package io.kirinuki.catalogue;

import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The {@code model.yaml} of a model that was pulled. */
final class ManifestText {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .build();

    private ManifestText() {}

    /** A tensor that the catalogue does not name is the graph's first. */
    static String of(CatalogueEntry entry, String file, Digest sha256, String firstInput, String firstOutput) {
        var manifest = YAML.createObjectNode();
        manifest.put("name", entry.name());
        manifest.put("version", entry.version());
        manifest.put("file", file);
        manifest.put("sha256", sha256.hex());
        manifest.put("licence", entry.licence().name());
        manifest.put("source", entry.url().toString());
        manifest.setAll(entry.manifest().deepCopy());
        tensor(manifest, "input", firstInput);
        tensor(manifest, "output", firstOutput);
        return "# Written by `kirinuki models pull`: %s\n# Published at %s\n# Licence: %s\n"
                        .formatted(
                                entry.about(), entry.source(), entry.licence().text())
                + YAML.writeValueAsString(manifest);
    }

    private static void tensor(ObjectNode manifest, String side, String first) {
        if (manifest.get(side) instanceof ObjectNode rule && !rule.has("tensor")) rule.put("tensor", first);
    }
}
