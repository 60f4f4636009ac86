package io.kirinuki.model;

/** A model that cannot be used; the message names the file, the field and the fix. */
public final class ModelException extends Exception {
    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
