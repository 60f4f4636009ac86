package io.kirinuki.image.heif;

import static io.kirinuki.image.heif.BoxWriter.bytes;
import static io.kirinuki.image.heif.BoxWriter.u32;
import static io.kirinuki.image.heif.HeifFiles.Item;
import static io.kirinuki.image.heif.HeifFiles.Property;
import static io.kirinuki.image.heif.HeifFiles.Reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the boxes of HEIC and AVIF may claim, before anything native sees them. Made by hand: no encoder is needed. */
class HeifBoundsTest {
    private static final Property CONFIGURATION = Property.of("hvcC", new byte[30]);

    @Test
    void sizeIsToldWithoutDecoding() throws FailedException {
        byte[] file = HeifFiles.file("heic", List.of(image(1, 40_000, 40_000)));
        assertThat(HeifPicture.of(file).stored()).isEqualTo(new PixelSize(40_000, 40_000));
    }

    @ParameterizedTest
    @CsvSource({"0, 32", "48, 0", "-1, 32", "48, -2147483648"})
    void sizesThatCannotBeAreRefused(int width, int height) {
        assertThat(refusal(List.of(image(1, width, height)))).contains("pixels");
    }

    @Test
    void everyBeginningOfAFileIsRefused() throws FailedException {
        byte[] file = HeifFiles.file("heic", List.of(image(1, 48, 32)));
        HeifPicture.of(file);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> HeifPicture.of(cut)).isInstanceOf(FailedException.class);
        }
    }

    /** Whatever a length or a number of things says, it is an answer in words, and soon. */
    @ParameterizedTest
    @ValueSource(ints = {0x7fffffff, 0x80000000, 0xffffffff, 0x10000, 0})
    void everyNumberIsHeldAgainstTheFile(int number) {
        byte[] file = HeifFiles.file(
                "heic",
                List.of(HeifFiles.grid(9, 2, 1, 96, 32), image(1, 48, 32), image(2, 48, 32)),
                new Reference("dimg", 9, 1, 2));
        for (int at = 0; at + 4 <= file.length; at++) {
            byte[] changed = file.clone();
            ByteBuffer.wrap(changed).putInt(at, number);
            try {
                HeifPicture.of(changed);
            } catch (FailedException refused) {
                assertThat(refused.failure().message()).isNotBlank();
            }
        }
    }

    @Test
    void placesBeyondTheFileAreNamed() {
        byte[] file = HeifFiles.file("heic", List.of(image(7, 48, 32)));
        int at = new String(file, StandardCharsets.ISO_8859_1).indexOf("iloc") + 4 + 4 + 2 + 2 + 8;
        ByteBuffer.wrap(file).putInt(at + 4, 5_000_000);
        assertThatThrownBy(() -> HeifPicture.of(file))
                .hasMessageContaining("item 7 says it holds 5000000 bytes")
                .hasMessageContaining("there are " + file.length);
    }

    @Test
    void tilesMayShareBytesButNotTooOften() {
        List<Item> items = new ArrayList<>(List.of(HeifFiles.grid(9, 20, 1, 20 * 48, 32)));
        int[] ids = new int[20];
        Arrays.setAll(ids, i -> i + 1);
        for (int id : ids) items.add(image(id, 48, 32));
        byte[] grid = HeifFiles.file("heic", items, new Reference("dimg", 9, ids));
        int at = new String(grid, StandardCharsets.ISO_8859_1).indexOf("iloc") + 4 + 4 + 2 + 2 + 16 + 8;
        for (int i = 0; i < ids.length; i++)
            ByteBuffer.wrap(grid).putInt(at + 16 * i, 0).putInt(at + 16 * i + 4, grid.length);
        assertThatThrownBy(() -> HeifPicture.of(grid)).hasMessageContaining("more than 16 times the file");
    }

    @ParameterizedTest
    @CsvSource({
        "2, 1, 200, 32, does not fit its size",
        "2, 1, 48, 32, does not fit its size",
        "2, 1, 96, 70, does not fit its size",
        "3, 1, 140, 32, has 2 tiles"
    })
    void gridsAreOfTheirTiles(int columns, int rows, int width, int height, String words) {
        assertThat(refusal(
                        List.of(HeifFiles.grid(9, columns, rows, width, height), image(1, 48, 32), image(2, 48, 32)),
                        new Reference("dimg", 9, 1, 2)))
                .contains(words);
    }

    @Test
    void tilesAreAsLargeAsThePictureAtMost() {
        assertThat(refusal(
                        List.of(HeifFiles.grid(9, 1, 1, 64, 64), image(1, 16_000, 16_000)),
                        new Reference("dimg", 9, 1)))
                .contains("the HEIF's picture of 64x64 is in tiles of 16000x16000");
    }

    @ParameterizedTest
    @CsvSource({
        "jpeg, a HEIF picture made of JPEG",
        "vvc1, a HEIF picture made of VVC",
        "iovl, laid over one another",
        "xxxx, items of kind xxxx"
    })
    void codingThatIsNotReadIsNamed(String type, String words) {
        Item item = new Item(1, type, new byte[9], false, image(1, 48, 32).properties());
        assertThat(refusal(List.of(item))).contains(words);
    }

    @Test
    void propertyThatMustBeUnderstoodIsNamed() {
        assertThat(refusal(List.of(image(1, 48, 32).with(Property.of("prjf", (byte) 0)))))
                .contains("cannot be shown without its prjf box");
    }

    @Test
    void transparencyIsOfThePicturesSize() {
        Property alpha =
                new Property(BoxWriter.full("auxC", 0, bytes("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")), true);
        assertThat(refusal(List.of(image(1, 48, 32), image(2, 24, 16).with(alpha)), new Reference("auxl", 2, 1)))
                .contains("48x32 with transparency of 24x16");
    }

    @Test
    void cutThatLeavesNothingIsRefused() {
        Property cut = new Property(
                BoxWriter.box("clap", u32(10), u32(1), u32(10), u32(1), u32(900), u32(1), u32(0), u32(1)), true);
        assertThat(refusal(List.of(image(1, 48, 32).with(cut)))).contains("leaves nothing");
    }

    /** Decoders take memory by what the coded picture says. */
    @ParameterizedTest
    @ValueSource(strings = {"heic", "avif"})
    void codedPictureIsOfTheSizeThatTheBoxesSay(String extension) {
        byte[] large = HeifFiles.encoded(new BufferedImage(640, 640, BufferedImage.TYPE_INT_RGB), extension);
        Item item = HeifFiles.item(1, large);
        List<Property> properties = new ArrayList<>(item.properties());
        properties.set(0, new Property(HeifFiles.size(64, 64), false));
        byte[] file = HeifFiles.file(extension, List.of(item.with(properties)));
        assertThatThrownBy(() -> HeifPictureTest.decoded(file))
                .hasMessageContaining("the HEIF's boxes say 64x64, its data holds 640x640");
    }

    /** Without it, the end of a picture that was cut within would be grey. */
    @ParameterizedTest
    @ValueSource(strings = {"heic", "avif"})
    void codedPictureThatIsCutIsRefused(String extension) {
        byte[] whole = HeifFiles.seeds().get(extension.equals("heic") ? 0 : 5);
        Item item = HeifFiles.item(1, whole);
        for (int left : List.of(item.length() / 4, item.length() / 2, item.length() - 1)) {
            byte[] file = HeifFiles.file(extension, List.of(item.cut(left)));
            assertThatThrownBy(() -> HeifPictureTest.decoded(file)).isInstanceOf(FailedException.class);
        }
    }

    private static Item image(int id, int width, int height) {
        return Item.of(id, "hvc1", new byte[9], new Property(HeifFiles.size(width, height), false), CONFIGURATION);
    }

    private static String refusal(List<Item> items, Reference... references) {
        byte[] file = HeifFiles.file("heic", items, references);
        try {
            HeifPicture.of(file);
        } catch (FailedException e) {
            return e.failure().message();
        }
        throw new AssertionError("it is taken");
    }
}
