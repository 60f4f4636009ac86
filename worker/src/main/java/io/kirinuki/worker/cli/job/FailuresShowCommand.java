package io.kirinuki.worker.cli.job;

import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.cli.Printable;
import io.kirinuki.worker.event.DeadLetter;
import io.kirinuki.worker.job.redrive.DeadLetters;
import io.kirinuki.worker.job.redrive.DeadLetters.Found;
import io.kirinuki.worker.job.redrive.Standing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.header.Header;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one dead letter, all of it. */
@Command(
        name = "show",
        description = "Shows one dead letter: why it is one, its headers and its value, and whether it was sent again.",
        mixinStandardHelpOptions = true)
final class FailuresShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final WorkersOptions workers;

    @Parameters(paramLabel = "POSITION", description = "PARTITION@OFFSET, as list shows it, or TOPIC-PARTITION@OFFSET.")
    private String position;

    @Option(names = "--value", paramLabel = "FILE", description = "Write the value's bytes there, untouched.")
    private Optional<Path> file = Optional.empty();

    FailuresShowCommand(Map<String, String> environment) {
        workers = new WorkersOptions(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        DeadLetters letters = new DeadLetters(workers.jobs());
        String whole = position.matches("[0-9]+@[0-9]+") ? letters.topic() + "-" + position : position;
        Position wanted = Position.parse(whole)
                .filter(one ->
                        one.topic().equals(letters.topic()) && one.index().isEmpty())
                .orElseThrow(() ->
                        wrong("\"%s\" is no position such as 0@12 or %s-0@12".formatted(position, letters.topic())));
        Found found = letters.at(wanted.partition(), wanted.offset())
                .orElseThrow(() -> new StartException(
                        "there is no dead letter at %s, or none any more; `kirinuki failures list --all` shows those there are"
                                .formatted(wanted)));
        if (file.isPresent()) write(found.letter(), file.get());
        print(found);
        return 0;
    }

    private void write(DeadLetter letter, Path file) {
        byte[] value = letter.record().value();
        if (value == null) throw wrong("--value: %s has no value to be written".formatted(letter.position()));
        try {
            Files.write(file, value);
        } catch (IOException e) {
            throw wrong("--value: %s cannot be written: %s".formatted(file, e));
        }
    }

    private void print(Found found) {
        PrintWriter out = spec.commandLine().getOut();
        JobReport report = new JobReport(out);
        DeadLetter letter = found.letter();
        byte[] value = letter.record().value();
        report.line("position", letter.position().toString());
        report.line(
                "state",
                switch (found.standing()) {
                    case Standing.Open open -> "open";
                    case Standing.Sent(String job) -> "closed: sent again by " + job;
                    case Standing.Dismissed(String job, Instant at, String by, String why) ->
                        Printable.line("dismissed by %s at %s: %s (%s)"
                                .formatted(by, at.truncatedTo(ChronoUnit.SECONDS), why, job));
                });
        report.line(
                "failure",
                Printable.line(letter.failure())
                        + letter.fate().map(fate -> ", " + Printable.line(fate)).orElse(""));
        report.line("message", Printable.line(letter.message()));
        report.line("failed at", letter.failedAt().toString());
        report.line("attempts", letter.attempts().map(String::valueOf).orElse("?"));
        report.line("redrives", Integer.toString(letter.redrives()));
        report.line(
                "read from",
                letter.origin()
                        .map(Position::toString)
                        .or(letter::topic)
                        .map(Printable::line)
                        .orElse("?"));
        report.line("sent at", letter.sentAt().toString());
        letter.source().map(ImageSource::toString).ifPresent(source -> report.line("source", Printable.line(source)));
        letter.pipeline().ifPresent(pipeline -> report.line("pipeline", Printable.line(pipeline)));
        letter.id().ifPresent(id -> report.line("id", Printable.line(id)));
        report.line("key", Printable.line(letter.record().key()));
        out.println("headers");
        for (Header header : letter.record().headers()) {
            out.printf("  %s: %s%n", Printable.line(header.key()), Printable.line(header.value()));
        }
        out.println(value(letter, value));
        out.flush();
    }

    private String value(DeadLetter letter, byte[] value) {
        if (letter.omittedBytes().isPresent()) {
            return "value      left out, for the record held %d bytes; it is where it was read from as long as that topic keeps it"
                    .formatted(letter.omittedBytes().get());
        }
        if (value == null) return "value      (null)";
        String written = file.map(path -> ", written to " + path).orElse("");
        return "value      %d bytes%s%s"
                .formatted(value.length, written, value.length == 0 ? "" : "\n" + Printable.block(value));
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
