package io.kirinuki.worker.job.submit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a manifest holds, found before anything of it is sent.
 *
 * @param sha256 of its bytes
 * @param requests lines that ask for something
 * @param wrong lines that do not and are not blank
 * @param problems of the first of them, each with its line's number
 */
public record ManifestCheck(String sha256, long requests, long wrong, List<String> problems) {
    private static final int PROBLEMS_NAMED = 20;

    public ManifestCheck {
        problems = List.copyOf(problems);
    }

    static ManifestCheck of(ManifestLines lines, ManifestReader reader) {
        long requests = 0;
        long wrong = 0;
        List<String> problems = new ArrayList<>();
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
            switch (reader.read(line.get())) {
                case ManifestReader.Line.Blank blank -> {}
                case ManifestReader.Line.Asks asks -> requests++;
                case ManifestReader.Line.Wrong(String problem) -> {
                    wrong++;
                    if (wrong <= PROBLEMS_NAMED) problems.add("line %d: %s".formatted(lines.number(), problem));
                }
            }
        }
        return new ManifestCheck(lines.sha256(), requests, wrong, problems);
    }

    /** All of it, for people; empty where every line can be sent. */
    public Optional<String> report(String name) {
        if (wrong == 0) return Optional.empty();
        StringBuilder report = new StringBuilder("--manifest: %d of %d lines of %s cannot be sent, so nothing was sent:"
                .formatted(wrong, wrong + requests, name));
        problems.forEach(problem -> report.append("\n  ").append(problem));
        if (wrong > problems.size()) report.append("\n  and %d more".formatted(wrong - problems.size()));
        return Optional.of(report.toString());
    }
}
