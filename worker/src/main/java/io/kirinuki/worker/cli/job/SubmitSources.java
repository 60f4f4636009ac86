package io.kirinuki.worker.cli.job;

import io.kirinuki.worker.StartException;
import io.kirinuki.worker.job.submit.BucketPlace;
import io.kirinuki.worker.job.submit.SubmitSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that say which images are meant. */
final class SubmitSources {
    static final String STANDARD_INPUT = "-";

    private static final int LONGEST_INPUT = 256 << 20;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Parameters(
            paramLabel = "PLACE",
            arity = "0..*",
            description =
                    "s3://bucket/prefix, for all objects whose keys begin so; or files and folders of this machine.")
    private List<String> places = new ArrayList<>();

    @Option(
            names = "--suffix",
            paramLabel = "SUFFIXES",
            description = "Only objects whose keys end with one of these, in any case, as .jpg,.png.")
    private Optional<String> suffixes = Optional.empty();

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description =
                    "The images that a file names, one a line: s3://bucket/key, or a request in JSON; - is standard"
                            + " input. All lines are checked before the first is sent.")
    private Optional<String> manifest = Optional.empty();

    @Option(
            names = "--upload-to",
            paramLabel = "PLACE",
            description =
                    "Put files of this machine there first, as s3://bucket/folder/; those that are there with the same"
                            + " bytes are not uploaded again.")
    private Optional<String> uploadTo = Optional.empty();

    /** The manifest that was named; {@link #STANDARD_INPUT} where it comes from there. */
    Optional<String> manifest() {
        if (manifest.isPresent()) {
            if (!places.isEmpty()) throw wrong("--manifest: name images there or as PLACE, not both");
            refuse(uploadTo, "--upload-to: a manifest names objects, which are there");
            refuse(suffixes, "--suffix: is for s3://bucket/prefix, not for manifests");
        }
        return manifest;
    }

    /** All of standard input. */
    byte[] standardInput() {
        try {
            byte[] input = System.in.readNBytes(LONGEST_INPUT + 1);
            if (input.length <= LONGEST_INPUT) return input;
            throw new StartException("--manifest: standard input is longer than 256 MiB; name a file");
        } catch (IOException e) {
            throw new StartException("--manifest: standard input cannot be read: " + e.getMessage(), e);
        }
    }

    /** Where no manifest is named. */
    SubmitSource places() {
        if (places.isEmpty()) {
            throw wrong("which images? Name s3://bucket/prefix, or files and folders with --upload-to, or --manifest");
        }
        long buckets = places.stream().filter(BucketPlace::isNamedBy).count();
        if (buckets == 0) return files();
        if (places.size() > 1) throw wrong("one s3://bucket/prefix expected, and nothing beside it");
        refuse(uploadTo, "--upload-to: is for files of this machine");
        List<String> ends = suffixes.stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
        return new SubmitSource.Listing(place(places.getFirst()), ends);
    }

    private SubmitSource files() {
        refuse(suffixes, "--suffix: is for s3://bucket/prefix; of folders, images are taken");
        if (uploadTo.isEmpty()) {
            throw wrong("--upload-to: is required for files of this machine: workers fetch images from"
                    + " s3://bucket/folder/");
        }
        List<String> paths = places.stream()
                .map(path -> Path.of(path).toAbsolutePath().normalize().toString())
                .toList();
        return new SubmitSource.Files(paths, place(uploadTo.get()).folder());
    }

    private BucketPlace place(String text) {
        try {
            return BucketPlace.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private void refuse(Optional<String> option, String why) {
        if (option.isPresent()) throw wrong(why);
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
