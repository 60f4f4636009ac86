package io.kirinuki.worker.job.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.annotation.KaggleRuns;
import io.kirinuki.annotation.RunLengths.Order;
import io.kirinuki.annotation.StoredRuns;
import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The CSV that a competition on Kaggle takes: a row for each image, its name and the run lengths of its mask. Images that
 * have none have no row, unless asked for: an empty mask says that there is no subject, and nobody knows that of them.
 *
 * @param role of the artifact of the step {@code rle}
 * @param order in which pixels are read
 * @param header names of the two columns
 * @param blanks whether images that failed have rows with empty masks
 */
public record KaggleForm(String role, Order order, Naming naming, List<String> header, boolean blanks) implements Form {
    public KaggleForm {
        header = List.copyOf(header);
        if (header.size() != 2) throw new IllegalArgumentException("two columns expected, found " + header);
    }

    @Override
    public String keeps() {
        return "kaggle %s %s".formatted(role, order);
    }

    @Override
    public Optional<Artifact> needed(ImageResult result) {
        return Optional.of(Roles.findJson(result, role));
    }

    @Override
    public Blob kept(Blob artifact) throws FailedException {
        return Blob.of(
                KaggleRuns.write(StoredRuns.read(artifact.bytes(), order)).getBytes(UTF_8));
    }

    @Override
    public void write(Iterable<Piece> pieces, Path target, Losses losses) throws IOException, InterruptedException {
        TakenNames names = new TakenNames("--names key or --names id tells them apart");
        WholeFile.write(target, out -> {
            try (CsvFile csv = new CsvFile(out)) {
                csv.row(header);
                for (Piece piece : pieces) {
                    Optional<String> name = naming.name(piece);
                    Optional<String> mask = mask(piece);
                    if (name.isEmpty() || mask.isEmpty()) continue;
                    names.take(name.get(), piece.number());
                    csv.row(List.of(name.get(), mask.get()));
                }
            }
        });
    }

    private Optional<String> mask(Piece piece) {
        return switch (piece) {
            case Piece.Made(var number, var result, var attached) -> Optional.of(new String(attached.bytes(), UTF_8));
            case Piece.Lost lost -> blank();
            case Piece.Failed failed -> blank();
            case Piece.Unanswered unanswered -> blank();
        };
    }

    private Optional<String> blank() {
        return blanks ? Optional.of("") : Optional.empty();
    }
}
