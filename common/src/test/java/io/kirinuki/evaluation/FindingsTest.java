package io.kirinuki.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kirinuki.evaluation.Matching.Named;
import io.kirinuki.evaluation.Matching.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingsTest {
    @TempDir
    private Path folder;

    @Test
    void tablesLinesAnswersAndSidecarsAreRead() throws Exception {
        write("a.csv", "degrees,name\n-12.5,faces/one.jpg\n");
        write("b.jsonl", """
                {"name": "two", "degrees": 30}

                {"requestId": "r/three", "source": {"bucket": "b", "key": "r/three.png"}, "measures": {"degrees": -7.25}}
                """);
        write("prints/photos/four.jpg@1f/result.json", """
                {"source": {"bucket": "photos", "key": "four.jpg"}, "measures": {"degrees": 4, "labels": []}}""");
        write("prints/photos/four.jpg@1f/polygons.json", "{}");
        assertThat(Findings.in(new Stock.Folder(folder), Findings.DEGREES))
                .satisfies(found -> assertThat(found.problems()).isEmpty())
                .satisfies(found -> assertThat(found.values())
                        .extracting(Named::name, Named::value)
                        .containsExactlyInAnyOrder(
                                tuple("faces/one", -12.5),
                                tuple("two", 30.0),
                                tuple("r/three", -7.25),
                                tuple("four", 4.0)));
    }

    @Test
    void theMostLikelyLabelCounts() throws Exception {
        Path file = write("results.jsonl", """
                {"source": {"key": "a.jpg"}, "measures": {"labels": [{"label": "mug", "probability": 0.6}, {"label": "fan"}]}}
                {"name": "b", "label": "kettle"}
                """);
        assertThat(Findings.in(new Stock.Folder(file), Findings.LABEL).values())
                .extracting(Named::name, Named::value)
                .containsExactly(tuple("a", "mug"), tuple("b", "kettle"));
    }

    @Test
    void whatHoldsNoValueIsNamedWithItsPlace() throws Exception {
        Path file = write("results.jsonl", """
                {"source": {"key": "a.jpg"}, "failure": {"name": "Undecodable"}}
                {"source": {"key": "b.jpg"}, "measures": {}}
                {"degrees": 3}
                {"name": "c", "degrees": "east"}
                not json
                """);
        var problems = Findings.in(new Stock.Folder(file), Findings.DEGREES).problems();
        assertThat(problems.subList(0, 4))
                .containsExactly(
                        new Problem("a", file + " line 1: the answer is a failure, Undecodable"),
                        new Problem("b", file + " line 2: no degrees"),
                        new Problem(file + " line 3", "neither a name nor a source's key"),
                        new Problem("c", file + " line 4: \"east\" is no degrees"));
        assertThat(problems)
                .hasSize(5)
                .last()
                .extracting(Problem::what)
                .asString()
                .startsWith("no JSON");
        Path table = write("x.csv", "image,degrees\na,1\n");
        assertThat(Findings.in(new Stock.Folder(table), Findings.DEGREES).problems())
                .extracting(Problem::what)
                .containsExactly(table + " has no head with name and degrees");
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
