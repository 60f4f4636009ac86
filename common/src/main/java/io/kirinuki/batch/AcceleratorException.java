package io.kirinuki.batch;

/** A run that gave no outputs. */
public final class AcceleratorException extends Exception {
    /** Whether fewer inputs at once may help. */
    private final boolean outOfMemory;

    public AcceleratorException(String message, boolean outOfMemory, Throwable cause) {
        super(message, cause);
        this.outOfMemory = outOfMemory;
    }

    public boolean outOfMemory() {
        return outOfMemory;
    }
}
