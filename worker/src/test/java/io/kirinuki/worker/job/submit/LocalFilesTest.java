package io.kirinuki.worker.job.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.ByteSize;
import io.kirinuki.worker.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {
    private static final ByteSize LARGEST = new ByteSize(10);

    @TempDir
    private Path folder;

    private Path file(String name, int bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[bytes]);
    }

    @Test
    void imagesOfAFolderAreFoundByTheirPathsAndTheRestIsCounted() throws IOException {
        file("in/b/写真 1+.JPG", 3);
        file("in/a.png", 4);
        file("in/notes.txt", 1);
        file("in/.git/a.png", 1);
        file("in/.DS_Store", 1);
        file("in/large.jpg", 11);
        Path odd = file("else/scan", 2);
        LocalFiles files = LocalFiles.of(List.of(folder.resolve("in").toString(), odd.toString()), LARGEST);
        assertThat(files.found())
                .extracting(LocalFiles.LocalFile::name)
                .containsExactly("a.png", "b/写真 1+.JPG", "scan");
        assertThat(files.bytes()).isEqualTo(9);
        assertThat(files.left()).isEqualTo(Map.of("hidden", 2L, "no image", 1L, "too large", 1L));
        assertThat(files.leftOut()).isEqualTo(4);
        assertThat(files.after("a.png").found()).hasSize(2);
    }

    @Test
    void twoFilesThatWouldBeOneObjectAreRefused() throws IOException {
        file("one/a.jpg", 1);
        file("two/a.jpg", 2);
        List<String> both =
                List.of(folder.resolve("one").toString(), folder.resolve("two").toString());
        assertThatThrownBy(() -> LocalFiles.of(both, LARGEST))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("would both be uploaded as a.jpg");
        List<String> twice = List.of(both.getFirst(), both.getFirst() + "/a.jpg");
        assertThat(LocalFiles.of(twice, LARGEST).found())
                .as("one file named twice")
                .hasSize(1);
    }

    @Test
    void whatIsNotThereIsNamed() {
        String missing = folder.resolve("none").toString();
        assertThatThrownBy(() -> LocalFiles.of(List.of(missing), LARGEST))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(missing);
    }
}
