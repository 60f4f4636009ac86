package io.kirinuki.catalogue;

/** Something that could not be looked up, fetched or installed; the message says what, why, and what to do. */
public final class CatalogueException extends Exception {
    public CatalogueException(String message) {
        super(message);
    }

    public CatalogueException(String message, Throwable cause) {
        super(message, cause);
    }
}
