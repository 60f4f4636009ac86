package io.kirinuki.image.heif;

import static io.kirinuki.image.heif.BoxWriter.u32;
import static io.kirinuki.image.heif.HeifFiles.Item;
import static io.kirinuki.image.heif.HeifFiles.Property;
import static io.kirinuki.image.heif.HeifFiles.Reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels of HEIC and AVIF files, most of them of an encoder of others. */
class HeifPictureTest {
    private static final int[] QUARTERS = {0xc83214, 0x14c832, 0x1432c8, 0xf0f0f0};

    private static byte[] plain;

    @ParameterizedTest
    @CsvSource({"heic, 48, 32", "avif, 48, 32", "heic, 49, 33", "avif, 49, 33", "heic, 300, 70", "avif, 300, 70"})
    void coloursAreThoseOfThePicture(String extension, int width, int height) throws FailedException {
        BufferedImage picture = quarters(width, height, BufferedImage.TYPE_INT_RGB);
        assertSame(picture, decoded(HeifFiles.exact(picture, extension)), 2);
    }

    /** Half the colours are stored as means of four pixels: of even quarters they are their own. */
    @ParameterizedTest
    @ValueSource(strings = {"heic", "avif"})
    void fewerColoursThanBrightnessAreSpreadAsLibheifSpreadsThem(String extension) throws FailedException {
        byte[] file = HeifFiles.encoded(quarters(64, 48, BufferedImage.TYPE_INT_RGB), extension, "-q", "100");
        assertSame(HeifFiles.converted(file), decoded(file), 0);
    }

    @ParameterizedTest
    @CsvSource({"heic, 10, 420", "heic, 12, 444", "avif, 10, 422", "avif, 12, 444"})
    void tenAndTwelveBitsAreRounded(String extension, String bits, String chroma) throws FailedException {
        byte[] file = HeifFiles.encoded(deep(), extension, "-q", "100", "-b", bits, "-p", "chroma=" + chroma);
        int[][] shown = decoded(file);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 48; x++) {
                int expected = (int) Math.round(x * 1365 / 257.0);
                assertClose(0xff000000 | expected * 0x10101, shown[y][x], 2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heic", "avif"})
    void greyIsOfOneChannel(String extension) throws FailedException {
        BufferedImage picture = new BufferedImage(48, 32, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 48; x++) {
            for (int y = 0; y < 32; y++) picture.getRaster().setSample(x, y, 0, x / 8 * 50);
        }
        byte[] file = HeifFiles.encoded(picture, extension, "-L");
        int[][] shown = decoded(file);
        for (int x = 0; x < 48; x++) {
            assertThat(shown[5][x] & 0xff).isCloseTo(x / 8 * 50, within(2));
        }
        assertThat(channels(file)).isEqualTo(1);
    }

    /** 16 is black then, and 235 white. */
    @ParameterizedTest
    @ValueSource(strings = {"heic", "avif"})
    void brightnessThatDoesNotUseAllValuesIsStretched(String extension) throws FailedException {
        BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 64; x++) {
            for (int y = 0; y < 64; y++) picture.getRaster().setSample(x, y, 0, x < 32 ? 16 : 235);
        }
        int[][] shown = decoded(relabelled(HeifFiles.encoded(picture, extension, "-L"), new Cicp(1, 13, 6, false)));
        assertThat(shown[9][9] & 0xff).isCloseTo(0, within(2));
        assertThat(shown[9][50] & 0xff).isCloseTo(255, within(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"heic", "avif"})
    void transparencyIsKept(String extension) throws FailedException {
        BufferedImage picture = quarters(48, 32, BufferedImage.TYPE_INT_ARGB);
        assertSame(picture, decoded(HeifFiles.exact(picture, extension)), 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heic", "avif"})
    void multipliedColoursAreDividedByTheirAlpha(String extension) throws FailedException {
        BufferedImage picture = quarters(48, 32, BufferedImage.TYPE_INT_ARGB);
        int[][] shown = decoded(HeifFiles.exact(picture, extension, "--premultiplied-alpha"));
        assertThat(shown[4][4] >>> 24).isEqualTo(128);
        assertThat(shown[4][4] & 0xff).as("20 of 128, stored as 20").isCloseTo(40, within(2));
        assertThat(shown[4][40]).isEqualTo(shown[4][47]);
        assertClose(0xff14c832, shown[4][40], 2);
    }

    /** Against libheif's own reading of the boxes, and EXIF's table. */
    @ParameterizedTest
    @CsvSource({
        "-1, -1, 1",
        "-1, 1, 2",
        "2, -1, 3",
        "-1, 0, 4",
        "1, 0, 5",
        "3, -1, 6",
        "1, 1, 7",
        "1, -1, 8",
        "3, 1, 5",
        "3, 0, 7",
        "2, 0, 2",
        "2, 1, 4"
    })
    void turnsAndMirrorsOfItsBoxesAreTold(int turn, int mirror, int orientation) throws FailedException {
        List<Property> properties = new ArrayList<>();
        if (turn >= 0) properties.add(Property.of("irot", (byte) turn));
        if (mirror >= 0) properties.add(Property.of("imir", (byte) mirror));
        byte[] plain = plain();
        byte[] file =
                HeifFiles.file("avif", List.of(HeifFiles.item(1, plain).with(properties.toArray(Property[]::new))));
        assertThat(HeifPicture.of(file).orientation()).isEqualTo(orientation);
        assertSame(HeifFiles.converted(file), upright(decoded(file), orientation), 0);
    }

    @Test
    void whatIsCutIsCutBeforeItIsTurned() throws FailedException {
        Property cut = new Property(
                BoxWriter.box("clap", u32(31), u32(1), u32(20), u32(1), u32(-5), u32(2), u32(3), u32(1)), true);
        byte[] plain = plain();
        Item item = HeifFiles.item(1, plain).with(cut, Property.of("irot", (byte) 3));
        byte[] file = HeifFiles.file("avif", List.of(item));
        HeifPicture picture = HeifPicture.of(file);
        assertThat(picture.stored()).isEqualTo(new PixelSize(31, 20));
        assertThat(picture.orientation()).isEqualTo(6);
        assertSame(HeifFiles.converted(file), upright(decoded(file), 6), 0);
    }

    /** 5 tiles of 64x64 in two rows of three, one of them twice; the last column and row reach out. */
    @ParameterizedTest
    @ValueSource(strings = {"heic", "avif"})
    void tilesAreLaidSideBySide(String extension) throws FailedException {
        byte[] file = grid(extension, 150, 100);
        int[][] shown = decoded(file);
        assertThat(shown).hasDimensions(100, 150);
        for (int y = 0; y < 100; y++) {
            for (int x = 0; x < 150; x++) {
                int tile = Math.min(4, y / 64 * 3 + x / 64);
                int expected = y % 64 < 32 && x % 64 < 32 ? 0xff000000 | 40 * tile : 0xff00c800 | 40 * tile;
                assertClose(expected, shown[y][x], 2);
            }
        }
        assertSame(HeifFiles.converted(file), shown, 1);
    }

    private static byte[] grid(String extension, int width, int height) {
        List<Item> items = new ArrayList<>(List.of(HeifFiles.grid(9, 3, 2, width, height)));
        for (int i = 0; i < 5; i++) {
            BufferedImage tile = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < 64; y++) {
                for (int x = 0; x < 64; x++) tile.setRGB(x, y, y < 32 && x < 32 ? 40 * i : 0xc800 | 40 * i);
            }
            items.add(HeifFiles.item(10 + i, HeifFiles.exact(tile, extension)));
        }
        return HeifFiles.file(extension, items, new Reference("dimg", 9, 10, 11, 12, 13, 14, 14));
    }

    @Test
    void depthThumbnailsAndNotesArePassedOver() throws FailedException {
        BufferedImage picture = quarters(64, 64, BufferedImage.TYPE_INT_RGB);
        Item other = HeifFiles.item(2, HeifFiles.exact(quarters(32, 32, BufferedImage.TYPE_BYTE_GRAY), "heic"));
        Property depth = new Property(BoxWriter.full("auxC", 0, BoxWriter.bytes("urn:mpeg:hevc:2015:auxid:2\0")), true);
        Property gain = new Property(
                BoxWriter.full("auxC", 0, BoxWriter.bytes("urn:com:apple:photo:2020:aux:hdrgainmap\0")), true);
        byte[] file = HeifFiles.file(
                "heic",
                List.of(
                        HeifFiles.item(1, HeifFiles.exact(picture, "heic")),
                        other.with(depth),
                        other.as(3).with(gain),
                        other.as(4),
                        Item.of(5, "Exif", new byte[40])),
                new Reference("auxl", 2, 1),
                new Reference("auxl", 3, 1),
                new Reference("thmb", 4, 1),
                new Reference("cdsc", 5, 1));
        assertThat(HeifPicture.of(file).alpha()).isEmpty();
        assertSame(picture, decoded(file), 2);
    }

    @Test
    void numbersOfOtherColoursBecomeAProfile() throws FailedException {
        byte[] plain = plain();
        assertThat(profile(plain)).isEmpty();
        assertThat(profile(relabelled(plain, new Cicp(1, 13, 6, true)))).isEmpty();
        assertThat(profile(relabelled(plain, new Cicp(1, 1, 6, true)))).isEmpty();
        assertThat(profile(relabelled(plain, new Cicp(12, 13, 6, true)))).isPresent();
        assertThat(profile(relabelled(plain, new Cicp(1, 4, 6, true)))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "9, 16, 9, of high dynamic range (PQ)",
        "9, 18, 9, of high dynamic range (HLG)",
        "1, 9, 6, of logarithmic values",
        "9, 13, 14, of matrix coefficients 14"
    })
    void coloursThatAreNoPhotoAreNamed(int primaries, int transfer, int matrix, String words) {
        byte[] plain = plain();
        byte[] file = relabelled(plain, new Cicp(primaries, transfer, matrix, true));
        assertThatThrownBy(() -> HeifPicture.of(file)).hasMessageContaining(words);
    }

    @Test
    void manyDecodeAtTheSameTime() throws Exception {
        byte[] heic = grid("heic", 150, 100);
        byte[] avif = grid("avif", 150, 100);
        int[][] ofHeic = decoded(heic);
        int[][] ofAvif = decoded(avif);
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                boolean even = i % 2 == 0;
                work.add(() -> {
                    assertThat(decoded(even ? heic : avif)).isDeepEqualTo(even ? ofHeic : ofAvif);
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(work)) each.get();
        }
    }

    @Test
    void absentLibraryIsNamedWithItsPackage() throws FailedException {
        assertThat(LibHeif.load(List.of("libheif-that-is-not.so.1"))).isEmpty();
        HeifPicture heic = HeifPicture.of(HeifFiles.file("heic", List.of(unreadable("hvc1", "hvcC"))));
        assertThatThrownBy(() -> HeifDecoder.decode(heic, Optional.empty()))
                .hasMessageContaining("HEIC takes libheif, which this machine has not")
                .hasMessageContaining("libheif1")
                .hasMessageContaining("libheif-plugin-libde265");
        HeifPicture avif = HeifPicture.of(HeifFiles.file("avif", List.of(unreadable("av01", "av1C"))));
        assertThatThrownBy(() -> HeifDecoder.decode(avif, Optional.empty()))
                .hasMessageContaining("AVIF takes libheif")
                .hasMessageContaining("libheif-plugin-dav1d");
    }

    /** Boxes without coded pixels, which need no encoder. */
    private static Item unreadable(String type, String configuration) {
        return Item.of(
                1,
                type,
                new byte[9],
                new Property(HeifFiles.size(48, 32), false),
                Property.of(configuration, new byte[30]));
    }

    private static Optional<byte[]> profile(byte[] file) throws FailedException {
        return HeifPicture.of(file).profile(4 << 20);
    }

    /** The same picture, said to be of other colours. */
    private static byte[] relabelled(byte[] file, Cicp colours) {
        Item item = HeifFiles.item(1, file);
        List<Property> properties = new ArrayList<>(item.properties());
        properties.removeIf(each -> each.type().equals("colr"));
        properties.add(new Property(colours.box(), false));
        return HeifFiles.file("mif1", List.of(item.with(properties)));
    }

    /** An AVIF of quarters; encoded once, for each takes a process. */
    private static synchronized byte[] plain() {
        if (plain == null) plain = HeifFiles.exact(quarters(48, 32, BufferedImage.TYPE_INT_RGB), "avif");
        return plain.clone();
    }

    private static BufferedImage quarters(int width, int height, int type) {
        BufferedImage picture = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean left = x < width / 2;
                int alpha = type == BufferedImage.TYPE_INT_ARGB && left ? 128 : 255;
                picture.setRGB(x, y, QUARTERS[(y < height / 2 ? 0 : 2) + (left ? 0 : 1)] | alpha << 24);
            }
        }
        return picture;
    }

    /** Greys of 16 bits a channel that grow rightward. */
    private static BufferedImage deep() {
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, 1, DataBuffer.TYPE_USHORT);
        WritableRaster raster = model.createCompatibleWritableRaster(48, 32);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 48; x++) raster.setPixel(x, y, new int[] {x * 1365, x * 1365, x * 1365});
        }
        return new BufferedImage(model, raster, false, null);
    }

    private static int channels(byte[] file) throws FailedException {
        try (PointerScope scope = new PointerScope()) {
            return HeifDecoder.decode(HeifPicture.of(file)).orThrow().colours().channels();
        }
    }

    /** Rows of alpha, red, green and blue. */
    static int[][] decoded(byte[] file) throws FailedException {
        try (PointerScope scope = new PointerScope()) {
            HeifDecoder.Decoded decoded =
                    HeifDecoder.decode(HeifPicture.of(file)).orThrow();
            int channels = decoded.colours().channels();
            int[][] rows = new int[decoded.colours().rows()][decoded.colours().cols()];
            byte[] colours = new byte[rows[0].length * channels];
            byte[] alpha = new byte[rows[0].length];
            Arrays.fill(alpha, (byte) 255);
            for (int y = 0; y < rows.length; y++) {
                decoded.colours().ptr(y).get(colours);
                if (decoded.alpha().isPresent()) decoded.alpha().get().ptr(y).get(alpha);
                for (int x = 0; x < alpha.length; x++) {
                    int blue = colours[x * channels] & 0xff;
                    int green = colours[x * channels + channels / 2] & 0xff;
                    int red = colours[x * channels + channels - 1] & 0xff;
                    rows[y][x] = alpha[x] << 24 | red << 16 | green << 8 | blue;
                }
            }
            return rows;
        }
    }

    /** By EXIF's table alone. */
    private static int[][] upright(int[][] stored, int orientation) {
        int height = stored.length;
        int width = stored[0].length;
        boolean swapped = orientation >= 5;
        int[][] turned = new int[swapped ? width : height][swapped ? height : width];
        for (int y = 0; y < turned.length; y++) {
            for (int x = 0; x < turned[0].length; x++) {
                turned[y][x] = switch (orientation) {
                    case 2 -> stored[y][width - 1 - x];
                    case 3 -> stored[height - 1 - y][width - 1 - x];
                    case 4 -> stored[height - 1 - y][x];
                    case 5 -> stored[x][y];
                    case 6 -> stored[height - 1 - x][y];
                    case 7 -> stored[height - 1 - x][width - 1 - y];
                    case 8 -> stored[x][width - 1 - y];
                    default -> stored[y][x];
                };
            }
        }
        return turned;
    }

    private static void assertSame(BufferedImage expected, int[][] shown, int most) {
        assertThat(shown).hasDimensions(expected.getHeight(), expected.getWidth());
        for (int y = 0; y < shown.length; y++) {
            for (int x = 0; x < shown[0].length; x++) assertClose(expected.getRGB(x, y), shown[y][x], most);
        }
    }

    private static void assertClose(int expected, int shown, int most) {
        for (int shift = 0; shift < 32; shift += 8) {
            int difference = Math.abs((expected >>> shift & 0xff) - (shown >>> shift & 0xff));
            if (difference > most) assertThat("%08x".formatted(shown)).isEqualTo("%08x".formatted(expected));
        }
    }
}
