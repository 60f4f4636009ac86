package io.kirinuki.benchmark.contest;

import io.kirinuki.benchmark.LargePhotos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What all contestants of a section are given.
 *
 * @param folder temporary: photos, logs, states
 * @param count of different pictures
 * @param repeats how often each is done in a turn
 * @param heap of every Java process, of ours and of peers, as {@code -Xmx} has it
 */
public record Setting(Path folder, int width, int height, int count, int repeats, String heap) {
    /** Makes the photos: all of that size, of a folder's of that shape. */
    static Setting of(Path folder, Path source, int width, int height, int most, int repeats, String heap)
            throws IOException {
        List<byte[]> photos = LargePhotos.of(source, width, height, most);
        Setting setting = new Setting(folder, width, height, photos.size(), repeats, heap);
        Files.createDirectories(setting.photos());
        Files.createDirectories(setting.many());
        for (int i = 0; i < photos.size(); i++) {
            Files.write(setting.photos().resolve(name(i)), photos.get(i));
            for (int again = 0; again < repeats; again++) {
                Files.write(setting.many().resolve(again + "-" + name(i)), photos.get(i));
            }
        }
        return setting;
    }

    static String name(int photo) {
        return "%03d.jpg".formatted(photo);
    }

    /** Each picture once. */
    Path photos() {
        return folder.resolve("photos");
    }

    /** Each as often as a turn has it, for those that take files. */
    Path many() {
        return folder.resolve("many");
    }

    int pictures() {
        return count * repeats;
    }

    Path log(String name) throws IOException {
        return Files.createDirectories(folder.resolve("logs")).resolve(name.replaceAll("\\W+", "-") + ".log");
    }
}
