package io.kirinuki.worker.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.worker.cli.Cli;
import io.kirinuki.worker.cli.TextTable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before any broker is asked; {@code RedriveIT} has the rest. */
class FailuresCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "failures; a command is required",
                "failures list --limit -1; --limit: 0 or more expected, found -1",
                "failures list --where outcome=failed; \"outcome\" is none of the fields attempts, bucket",
                "failures list --from noon; \"noon\" is not a time such as",
                "failures show 12; \"12\" is no position such as 0@12 or image-failures-0@12",
                "failures show image-requests-0@12; \"image-requests-0@12\" is no position",
                "failures show 0@12#3; \"0@12#3\" is no position",
                "failures redrive --max-redrives 0; --max-redrives: 1 or more expected, found 0",
                "failures redrive --where redrives=few; redrives: a number expected",
                "failures redrive --to 25h00; \"25h00\" is not a time",
            })
    void wrongUsageEndsWith2AndSaysWhy(String line, String words) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(words);
    }

    @Test
    void helpTellsConditionsAndTheCommandsForRedrivesThatThereAre() {
        assertThat(run("failures", "redrive", "--help")).isZero();
        assertThat(out.toString())
                .contains("--max-redrives", "--dry-run", "attempts", "resume", "cancel")
                .contains("another redrive or dismissal is not");
    }

    @Test
    void theLastColumnIsCutToTheWidth() {
        var rows = List.of(List.of("1@2", "source: there is no object"), List.of("10@2", "short"));
        new TextTable("AT", "MESSAGE").print(rows, 20, new PrintWriter(out, true));
        assertThat(out.toString().lines()).containsExactly("AT    MESSAGE", "1@2   source: there…", "10@2  short");
    }

    private int run(String... arguments) {
        var environment = Map.of(
                "KIRINUKI_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "KIRINUKI_STORE_ENDPOINT", "http://store:9000",
                "KIRINUKI_STORE_ACCESS_KEY", "access",
                "KIRINUKI_STORE_SECRET_KEY", "hush",
                "KIRINUKI_OUTPUT_BUCKET", "cutouts");
        return Cli.commandLine(
                        config -> {
                            throw new AssertionError("started");
                        },
                        environment)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
