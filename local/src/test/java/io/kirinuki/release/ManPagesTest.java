package io.kirinuki.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.local.Kirinuki;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual and the completion of a release leave no command out, and no option. */
class ManPagesTest {
    private static final Pattern SAYS_NOTHING = Pattern.compile("(?m)^\\S+ - *$");

    @TempDir
    static Path folder;

    private final List<CommandSpec> commands =
            all(Kirinuki.commandLine(Map.of(), InputStream.nullInputStream(), OutputStream.nullOutputStream())
                    .getCommandSpec());

    @BeforeAll
    static void writes() throws Exception {
        Path program = Path.of("..", "deploy", "ManPages.java");
        int code =
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", folder.toString(), program.toString());
        assertThat(code).isZero();
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            loader.loadClass("ManPages").getMethod("main", String[].class).invoke(null, (Object)
                    new String[] {folder.toString()});
        }
    }

    @Test
    void eachCommandHasAPageWithAllOfItsOptions() throws Exception {
        List<String> pages = new ArrayList<>();
        for (CommandSpec command : commands) {
            String name = command.qualifiedName("-");
            pages.add(name + ".adoc");
            String text = Files.readString(folder.resolve("adoc").resolve(name + ".adoc"));
            assertThat(text).as(name).contains("== Synopsis").doesNotContainPattern(SAYS_NOTHING);
            for (OptionSpec option : command.options()) {
                if (!option.hidden()) assertThat(text).as(name).contains(option.longestName());
            }
        }
        assertThat(pages).contains("kirinuki.adoc", "kirinuki-process.adoc", "kirinuki-failures-redrive-resume.adoc");
        try (Stream<Path> written = Files.list(folder.resolve("adoc"))) {
            assertThat(written.map(page -> page.getFileName().toString())).containsExactlyInAnyOrderElementsOf(pages);
        }
    }

    @Test
    void completionKnowsEachCommandAndCarriesNoDay() throws Exception {
        String script = Files.readString(folder.resolve("kirinuki.bash"));
        for (CommandSpec command : commands) {
            String function = "_picocli_" + command.qualifiedName("_").replaceAll("[^A-Za-z0-9_]", "");
            assertThat(script).contains("function " + function + "() {");
        }
        // Else each build would be another.
        assertThat(script).doesNotContain("# Date:");
    }

    private static List<CommandSpec> all(CommandSpec top) {
        List<CommandSpec> all = new ArrayList<>(List.of(top));
        for (CommandLine below : top.subcommands().values()) {
            if (!below.getCommandSpec().usageMessage().hidden()) all.addAll(all(below.getCommandSpec()));
        }
        return all;
    }
}
