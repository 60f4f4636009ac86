package io.kirinuki.worker.event.door;

/** The file of rules is wrong; the message names file, rule and field. */
public final class RulesException extends RuntimeException {
    RulesException(String message, Throwable cause) {
        super(message, cause);
    }
}
