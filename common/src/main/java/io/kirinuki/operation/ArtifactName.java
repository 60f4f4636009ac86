package io.kirinuki.operation;

/**
 * What an artifact is called.
 *
 * @param role what it is, once per pipeline: {@code mask}
 * @param extension of its file
 */
public record ArtifactName(String role, String extension) {
    static ArtifactName png(String role) {
        return new ArtifactName(role, "png");
    }

    /** Its object's name within the image's folder. */
    public String file() {
        return role + '.' + extension;
    }
}
