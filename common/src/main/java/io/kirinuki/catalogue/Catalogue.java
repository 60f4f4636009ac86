package io.kirinuki.catalogue;

import io.kirinuki.schema.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Models that can be had, in the order of their file; of one name, the later version comes later. */
public final class Catalogue {
    private final Map<String, CatalogueEntry> byTitle;

    private Catalogue(Map<String, CatalogueEntry> byTitle) {
        this.byTitle = byTitle;
    }

    /** The one that comes with Kirinuki. */
    public static Catalogue builtIn() {
        try (var yaml = Catalogue.class.getResourceAsStream("catalogue.yaml")) {
            return new Catalogue(read("catalogue.yaml", yaml));
        } catch (IOException | CatalogueException e) {
            throw new IllegalStateException("the catalogue that comes along cannot be read", e);
        }
    }

    /** With the entries of a file of the same format, which hide those of the same name and version. */
    public Catalogue with(Path file) throws CatalogueException {
        var all = new LinkedHashMap<>(byTitle);
        try (var yaml = Files.newInputStream(file)) {
            all.putAll(read(file.toString(), yaml));
        } catch (IOException e) {
            throw new CatalogueException("the catalogue %s cannot be read: %s".formatted(file, e), e);
        }
        return new Catalogue(all);
    }

    public List<CatalogueEntry> entries() {
        return List.copyOf(byTitle.values());
    }

    /** Empty if no entry has that name. */
    public Optional<CatalogueEntry> latest(String name) {
        return named(name).reduce((older, newer) -> newer);
    }

    /** Without a version, the latest. */
    public CatalogueEntry find(String name, Optional<String> version) throws CatalogueException {
        var found = version.isEmpty() ? latest(name) : Optional.ofNullable(byTitle.get(name + " " + version.get()));
        if (found.isPresent()) return found.get();
        var versions = named(name).map(CatalogueEntry::version).toList();
        throw new CatalogueException(
                versions.isEmpty()
                        ? "the catalogue has no model \"%s\"; `kirinuki models list` shows what there is"
                                .formatted(name)
                        : "the catalogue has no version %s of %s; it has %s"
                                .formatted(version.get(), name, String.join(", ", versions)));
    }

    private Stream<CatalogueEntry> named(String name) {
        return byTitle.values().stream().filter(entry -> entry.name().equals(name));
    }

    /** As it is written. */
    private record Written(Map<String, Licence> licences, List<WrittenEntry> models) {}

    private record WrittenEntry(
            String name,
            String version,
            String about,
            URI url,
            Long bytes,
            String digest,
            String licence,
            URI source,
            ObjectNode manifest) {}

    private static Map<String, CatalogueEntry> read(String file, InputStream yaml) throws CatalogueException {
        var entries = new LinkedHashMap<String, CatalogueEntry>();
        try {
            var written = Yaml.STRICT.readValue(yaml, Written.class);
            require(written != null && written.models != null, "models: missing; a list of entries");
            Map<String, Licence> licences = written.licences == null ? Map.of() : written.licences;
            for (int i = 0; i < written.models.size(); i++) {
                var entry = entry("models[" + i + "]", written.models.get(i), licences);
                require(entries.put(entry.title(), entry) == null, "models[" + i + "]: a second " + entry.title());
            }
        } catch (JacksonException e) {
            throw new CatalogueException(file + ": " + Yaml.problem(e), e);
        } catch (IllegalArgumentException e) {
            throw new CatalogueException(file + ": " + e.getMessage(), e);
        }
        return entries;
    }

    private static CatalogueEntry entry(String at, WrittenEntry written, Map<String, Licence> licences) {
        require(
                written.name != null && written.name.matches("[a-z0-9][a-z0-9._-]*"),
                at + ".name: lower-case letters, digits, . _ - expected, found " + written.name);
        require(
                written.version != null && written.version.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                at + ".version: letters, digits, . _ - expected, found " + written.version);
        require(written.about != null, at + ".about: missing; what the model is good for");
        require(
                written.url != null && List.of("http", "https").contains(String.valueOf(written.url.getScheme())),
                at + ".url: an http or https address expected, found " + written.url);
        require(written.bytes == null || written.bytes > 0, at + ".bytes: above 0 expected, found " + written.bytes);
        require(written.source != null, at + ".source: missing; the address where the weights were published");
        require(written.manifest != null, at + ".manifest: missing; task, input and output as in a model.yaml");
        var licence = licences.get(String.valueOf(written.licence));
        require(
                licence != null,
                "%s.licence: one of the file's licences expected, %s; found %s"
                        .formatted(at, new ArrayList<>(licences.keySet()), written.licence));
        return new CatalogueEntry(
                written.name,
                written.version,
                written.about,
                written.url,
                Optional.ofNullable(written.bytes),
                Optional.ofNullable(written.digest).map(text -> digest(at, text)),
                licence,
                written.source,
                written.manifest);
    }

    private static Digest digest(String at, String text) {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(at + ".digest: " + e.getMessage(), e);
        }
    }

    private static void require(boolean holds, String problem) {
        if (!holds) throw new IllegalArgumentException(problem);
    }
}
