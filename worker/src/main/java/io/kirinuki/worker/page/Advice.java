package io.kirinuki.worker.page;

import io.kirinuki.schema.ImageFailure;

/** What a person can do about a failed request. */
final class Advice {
    private Advice() {}

    /** By the fate that the failure was born with; what is wrong, its own message says. */
    static String of(ImageFailure.Reason reason) {
        return switch (reason.fate()) {
            case "permanent" ->
                "It will fail again as it is: change the picture or the request as the reason says, and send it anew.";
            case "transient" ->
                "Every attempt met the same trouble. When that is over: kirinuki failures redrive --name "
                        + reason.name();
            case "poison" ->
                "It is suspected to end workers, so it was set aside. Look at it before: kirinuki failures show";
            default -> "kirinuki failures show tells more.";
        };
    }
}
