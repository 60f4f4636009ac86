package io.kirinuki.catalogue;

import io.kirinuki.model.ModelManifest;
import java.net.URI;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model that can be had.
 *
 * @param version of the weights, and the folder they go into
 * @param about what it is good for, in a line
 * @param bytes its size, for people and for the look at free space; what arrives is judged by the digest
 * @param digest empty where no publisher states one: then the first download is taken at its word
 * @param source where the weights were published first
 * @param manifest what {@link ModelManifest} says beside name, file, digest, licence and source. A tensor that is not
 *     named is the graph's first, which is also what most programs take.
 */
public record CatalogueEntry(
        String name,
        String version,
        String about,
        URI url,
        Optional<Long> bytes,
        Optional<Digest> digest,
        Licence licence,
        URI source,
        ObjectNode manifest) {

    /** {@code u2net 1}. */
    public String title() {
        return name + " " + version;
    }
}
