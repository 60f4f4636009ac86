package io.kirinuki.worker.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.worker.cli.Cli;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before any broker is asked; {@code SubmitIT} has the rest. */
class CollectCommandTest {
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "collect submit-1 --to a.csv; Missing required option: '--as=KIND'",
                "collect submit-1 --as table --to a.csv; expected one of [KAGGLE, COCO, MEASURES, SHEET, ZIP]",
                "collect submit-1 --as kaggle --to src; --to: a file, and no folder, expected, found src",
                "collect submit-1 --as kaggle --to /; --to: a file, and no folder, expected, found /",
                "collect submit-1 --as zip --to pom.xml; --to: a folder, or one that is not there yet, expected",
                "collect submit-1 --as kaggle --to a.csv --header img; --header: two names such as img,rle_mask"
                        + " expected",
                "collect submit-1 --as sheet --to a --page 0; --page: 1 to 1000 expected, found 0",
                "collect submit-1 --as zip --to a --part 5000; --part: 1 to 4000 MB expected, found 5000",
                "collect submit-1 --as coco --to a --names title; expected one of [FILE, KEY, ID]",
            })
    void wrongUsageEndsWith2AndSaysWhy(String line, String words) {
        int exit = Cli.commandLine(
                        config -> {
                            throw new AssertionError("started");
                        },
                        Map.of())
                .setErr(new PrintWriter(err, true))
                .execute(line.split(" "));
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains(words);
    }
}
