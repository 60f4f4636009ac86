package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
    private static final String[] PIECES = {
        "/",
        "/",
        "/",
        ".",
        "..",
        "a",
        "cat.jpg",
        "%",
        "%2F",
        "%_",
        "%+",
        "+",
        " ",
        "猫",
        "😀",
        "é",
        "_",
        "0123456789".repeat(9),
    };

    @ParameterizedTest
    @CsvSource({
        "cat.jpg, cat.jpg",
        "photos/2026/cat.jpg, photos%/2026%/cat.jpg",
        "a/../b, a%/%2E.%/b",
        ".hidden, %2Ehidden",
        "a//b/, a%/%/b%/%_",
        "/, %/%_",
        "a b+100%, a%20b%2B100%25",
        "猫, %E7%8C%AB",
    })
    void namesAreReadableWhereTheyCanBe(String key, String path) {
        assertThat(FileNames.ofKey(key)).isEqualTo(path);
        assertThat(FileNames.toKey(path)).isEqualTo(key);
    }

    @Test
    void anyTwoKeysHaveTwoPathsOfLegalNamesAndComeBack() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, String> keyOfPath = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String key = anyKey(random);
            String path = FileNames.ofKey(key);
            assertThat(FileNames.toKey(path)).as("seed %d", seed).isEqualTo(key);
            assertThat(keyOfPath.merge(path, key, (a, b) -> a)).isEqualTo(key);
            assertThat(path.split("/"))
                    .as("seed %d", seed)
                    .allMatch(name -> name.matches("[ -~]{1,152}"))
                    .noneMatch(name -> name.startsWith("."));
            assertThat(path).doesNotStartWith("/").doesNotEndWith("/");
        }
    }

    @Test
    void noPathIsAFolderOfAnother() {
        Random random = new Random(1);
        String[] paths = new String[400];
        for (int i = 0; i < paths.length; i++) paths[i] = FileNames.ofKey(anyKey(random));
        for (String file : paths) {
            assertThat(paths).noneMatch(other -> other.startsWith(file + "/"));
        }
    }

    @Test
    void aPrefixOfTheKeyStartsThePath() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String key = anyKey(random);
            int end = key.offsetByCodePoints(0, random.nextInt(key.codePointCount(0, key.length()) + 1));
            assertThat(FileNames.ofKey(key)).as("seed %d", seed).startsWith(FileNames.ofPrefix(key.substring(0, end)));
        }
    }

    private static String anyKey(Random random) {
        StringBuilder key = new StringBuilder();
        for (int n = 1 + random.nextInt(8); n > 0; n--) key.append(PIECES[random.nextInt(PIECES.length)]);
        return key.toString();
    }
}
