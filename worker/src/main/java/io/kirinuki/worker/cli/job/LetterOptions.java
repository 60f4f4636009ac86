package io.kirinuki.worker.cli.job;

import io.kirinuki.worker.job.history.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say which dead letters are meant. */
final class LetterOptions {
    static final String CONDITIONS =
            "Conditions, parted by commas, must all hold. Of what was asked for: bucket, key, prefix, suffix, id,"
                    + " pipeline (a notification names none). Of what became of it: failure, fate (permanent, transient,"
                    + " poison), message, attempts, redrives, topic, position (3@90210). Operators are =, != and, of attempts and redrives, <"
                    + " and >; a value may be several parted by |, and * stands for anything; one with a comma or"
                    + " a bar in it stands in double quotes, as in message=\"*size, or*\".";

    @Option(
            names = "--from",
            paramLabel = "MOMENT",
            defaultValue = "earliest",
            description = "Where the range of dead letters begins; times are those of their deaths"
                    + " (default: ${DEFAULT-VALUE}).")
    private String from;

    @Option(
            names = "--to",
            paramLabel = "MOMENT",
            defaultValue = "latest",
            description = "What the range ends before (default: ${DEFAULT-VALUE}, as it is when the command starts).")
    private String to;

    @Option(names = "--where", paramLabel = "CONDITIONS", description = "Which of them; without it, all.")
    private List<String> where = new ArrayList<>();

    private final Instant now = Instant.now();

    /** Throws {@link IllegalArgumentException} that tells the forms. */
    Moment from() {
        return Moment.parse(from, now);
    }

    /** Throws {@link IllegalArgumentException} that tells the forms. */
    Moment to() {
        return Moment.parse(to, now);
    }

    String where() {
        return String.join(",", where);
    }
}
