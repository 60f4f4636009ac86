package io.kirinuki.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FillingFoldersTest {
    @TempDir
    private Path folder;

    private long now;
    private FillingFolders folders;

    @BeforeEach
    void watch() {
        folders = new FillingFolders(List.of(folder), folder.resolve("out"), () -> now);
    }

    @Test
    void aFileArrivesOnceItHasRested() throws IOException {
        write("cat.jpg", "me");
        assertThat(after(0)).as("seen for the first time").isEmpty();
        write("cat.jpg", "meow");
        assertThat(after(3)).as("it has grown").isEmpty();
        assertThat(after(1)).as("not for long enough").isEmpty();
        assertThat(after(2)).containsExactly("cat.jpg");
        assertThat(after(5)).as("arrived already").isEmpty();
        assertThat(folders.over()).isFalse();
    }

    @Test
    void aFileThatChangesArrivesAgain() throws IOException {
        Path cat = write("cat.jpg", "meow");
        after(0);
        assertThat(after(3)).containsExactly("cat.jpg");
        Files.setLastModifiedTime(
                cat, FileTime.fromMillis(Files.getLastModifiedTime(cat).toMillis() + 1));
        assertThat(after(3)).isEmpty();
        assertThat(after(3)).containsExactly("cat.jpg");
        Files.delete(cat);
        assertThat(after(3)).isEmpty();
        write("cat.jpg", "meow");
        assertThat(after(3)).isEmpty();
        assertThat(after(3)).as("came back").containsExactly("cat.jpg");
    }

    @Test
    void emptyFilesOthersAndResultsAreNoArrivals() throws IOException {
        write("empty.jpg", "");
        write("notes.txt", "x");
        write(".hidden.jpg", "x");
        write("out/cat.cutout.png", "x");
        write("cat.jpg.part", "x");
        after(0);
        assertThat(after(9)).isEmpty();
        write("empty.jpg", "meow");
        assertThat(after(3)).isEmpty();
        assertThat(after(3)).containsExactly("empty.jpg");
    }

    @Test
    void itLooksNoMoreThanOnceASecond() throws IOException {
        after(0);
        write("cat.jpg", "meow");
        now += Duration.ofMillis(900).toNanos();
        assertThat(folders.more()).isEmpty();
        now += Duration.ofMillis(2500).toNanos();
        assertThat(folders.more()).as("first seen now").isEmpty();
        assertThat(after(2)).containsExactly("cat.jpg");
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private List<String> after(int seconds) throws IOException {
        now += Duration.ofSeconds(seconds).toNanos();
        return folders.more().stream().map(Input::name).toList();
    }
}
