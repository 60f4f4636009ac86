import io.kirinuki.local.Kirinuki;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.AutoComplete;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * The pages of the manual as AsciiDoc, one a command, and completion for bash and zsh: {@code adoc/*.adoc} and
 * {@code kirinuki.bash} in the folder that its argument names. The build runs it for releases, and ManPagesTest.
 */
public final class ManPages {
    private ManPages() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        var commands = Kirinuki.commandLine(Map.of(), InputStream.nullInputStream(), OutputStream.nullOutputStream());
        Path pages = Files.createDirectories(folder.resolve("adoc"));
        int code = ManPageGenerator.generateManPage(
                pages.toFile(), null, new boolean[0], false, commands.getCommandSpec());
        if (code != 0) throw new IllegalStateException("picocli wrote no pages: code " + code);
        Files.writeString(folder.resolve("kirinuki.bash"), AutoComplete.bash("kirinuki", commands));
    }
}
