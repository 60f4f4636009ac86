package io.kirinuki.worker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import picocli.CommandLine.IVersionProvider;

/** The version of the build, and of the Java that runs it. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        try (var text = Version.class.getResourceAsStream("version.txt")) {
            var version = new String(text.readAllBytes(), UTF_8).strip();
            return new String[] {"kirinuki " + version, "java " + Runtime.version()};
        }
    }
}
