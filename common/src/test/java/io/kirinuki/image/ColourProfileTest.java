package io.kirinuki.image;

import static io.kirinuki.image.SampleImages.SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.compose.Cutout;
import io.kirinuki.image.decode.PhotoTest;
import io.kirinuki.image.decode.PixelsInTest;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.image.resample.Filter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.InflaterInputStream;
import javax.imageio.ImageIO;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

class ColourProfileTest {
    private static final Colour OCHRE = new Colour(200, 150, 100);

    @Test
    void profileIsReadInEveryFormatThatHasIt() {
        byte[] profile = SampleProfiles.wide();
        files(profile).forEach((name, file) -> {
            try (Photo photo = PhotoTest.decoded(file)) {
                assertThat(photo.profile().map(each -> each.bytes().bytes()))
                        .as(name)
                        .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(profile));
            }
        });
    }

    @Test
    void pixelsOfTheFileStayAsTheyAre() {
        try (Photo photo = PhotoTest.decoded(ProfiledFiles.png(ochre(), SampleProfiles.wide()))) {
            assertThat(PixelsInTest.colour(photo, 1, 0)).isEqualTo("c89664");
        }
    }

    @Test
    void brokenProfilesAreDroppedAndCostNothingElse() {
        byte[] good = SampleProfiles.wide();
        byte[] noSignature = good.clone();
        noSignature[36] = 'x';
        byte[] tooLong = good.clone();
        tooLong[2] = 0x7f;
        byte[] farTag = good.clone();
        Arrays.fill(farTag, 136, 140, (byte) 0x7f);
        byte[] ofInks = SampleProfiles.press();
        byte[] ofGrey = SampleProfiles.linearGrey();
        for (byte[] broken :
                new byte[][] {new byte[0], Arrays.copyOf(good, 100), noSignature, tooLong, farTag, ofInks, ofGrey}) {
            files(broken).forEach((name, file) -> {
                try (Photo photo = PhotoTest.decoded(file)) {
                    assertThat(photo.profile()).as(name).isEmpty();
                }
            });
        }
        byte[] oneMissing = ProfiledFiles.jpeg(SampleImages.colour(".jpg"), good, 100);
        oneMissing[17] = 9; // the last piece says it is the ninth
        try (Photo photo = PhotoTest.decoded(oneMissing)) {
            assertThat(photo.profile()).isEmpty();
        }
    }

    @Test
    void bombOfAProfileIsDropped() {
        byte[] large = Arrays.copyOf(SampleProfiles.wide(), 40 << 20);
        large[0] = 2;
        try (Photo photo = PhotoTest.decoded(ProfiledFiles.png(ochre(), large))) {
            assertThat(photo.profile()).isEmpty();
        }
    }

    @Test
    void damagedProfilesNeverCostThePicture() {
        long seed = new Random().nextLong();
        System.out.println("damagedProfilesNeverCostThePicture: seed " + seed);
        Random random = new Random(seed);
        for (byte[] profile : new byte[][] {SampleProfiles.wide(), SampleProfiles.linear(), SampleProfiles.press()}) {
            for (int round = 0; round < 100; round++) {
                byte[] damaged = profile.clone();
                for (int i = 0; i <= round % 5; i++) damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                try (Photo photo = PhotoTest.decoded(ProfiledFiles.png(ochre(), damaged))) {
                    assertThat(PixelsInTest.colour(photo, 0, 0)).isEqualTo("c89664");
                    photo.sample(all(photo));
                    photo.own(OCHRE);
                }
            }
        }
    }

    @Test
    void networksSeeSrgb() {
        try (Photo photo = PhotoTest.decoded(ProfiledFiles.png(ochre(), SampleProfiles.wide()))) {
            byte[] rgb = photo.sample(all(photo)).bytes();
            // By the formulas of IEC 61966-2-1, from these primaries under D50: 210, 149, 91.
            assertThat(rgb[0] & 0xff).isCloseTo(210, within(2));
            assertThat(rgb[1] & 0xff).isCloseTo(149, within(2));
            assertThat(rgb[2] & 0xff).isCloseTo(91, within(2));
            Sampling grey = new Sampling(Sampling.Channels.GREY, photo.size(), photo.size(), Filter.AREA);
            double luma = 0.299 * (rgb[0] & 0xff) + 0.587 * (rgb[1] & 0xff) + 0.114 * (rgb[2] & 0xff);
            assertThat(photo.sample(grey).bytes()[0] & 0xff).isCloseTo((int) Math.round(luma), within(1));
        }
    }

    @Test
    void whatIsSrgbAnywayIsNotTouched() {
        byte[] noise = SampleImages.noise(".png", new PixelSize(60, 40));
        try (Photo plain = PhotoTest.decoded(noise);
                Photo tagged = PhotoTest.decoded(ProfiledFiles.png(noise, SampleProfiles.srgb()))) {
            assertThat(tagged.profile()).isPresent();
            assertThat(tagged.sample(all(tagged)).bytes())
                    .isEqualTo(plain.sample(all(plain)).bytes());
            assertThat(tagged.own(OCHRE)).isEqualTo(OCHRE);
        }
    }

    @Test
    void whatShowsThePhotosColoursHasItsProfile() throws IOException {
        byte[] profile = SampleProfiles.wide();
        try (Photo photo = PhotoTest.decoded(ProfiledFiles.png(ochre(), profile));
                Mask half = Mask.of(new byte[] {(byte) 128, (byte) 128}, photo.size())) {
            byte[] cutout = FastPng.encode(Cutout.transparent(photo, half)).bytes();
            assertThat(writtenProfile(cutout))
                    .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(profile));
            assertThat(ImageIO.read(new ByteArrayInputStream(cutout))
                            .getRaster()
                            .getPixel(0, 0, (int[]) null))
                    .containsExactly(200, 150, 100, 128);
            byte[] composite = FastPng.encode(Cutout.over(photo, half, OCHRE)).bytes();
            assertThat(writtenProfile(composite)).isPresent();
            assertThat(writtenProfile(FastPng.encode(half.picture()).bytes())).isEmpty();
            try (Photo again = PhotoTest.decoded(cutout)) {
                assertThat(again.profile().orElseThrow().bytes().bytes()).isEqualTo(profile);
            }
        }
    }

    @Test
    void groundIsTheColourThatWasAskedFor() {
        try (Photo photo = PhotoTest.decoded(ProfiledFiles.png(ochre(), SampleProfiles.wide()));
                Mask nothing = Mask.of(new byte[2], photo.size())) {
            assertThat(photo.own(OCHRE)).isNotEqualTo(OCHRE);
            assertThat(photo.own(new Colour(255, 255, 255))).isEqualTo(new Colour(255, 255, 255));
            byte[] composite =
                    FastPng.encode(Cutout.over(photo, nothing, OCHRE)).bytes();
            try (Photo again = PhotoTest.decoded(composite)) {
                byte[] rgb = again.sample(all(again)).bytes();
                assertThat(rgb[0] & 0xff).isCloseTo(200, within(1));
                assertThat(rgb[1] & 0xff).isCloseTo(150, within(1));
                assertThat(rgb[2] & 0xff).isCloseTo(100, within(1));
            }
        }
    }

    @Test
    void greyOfItsOwnProfileBecomesSrgb() throws IOException {
        byte[] straight = PixelsInTest.file("grey-straight.png");
        byte[] plain = FastPng.encode(
                        new PixelSize(2, 1), Picture.Layout.GREY, (y, row) -> Arrays.fill(row, (byte) 115))
                .bytes();
        try (Photo photo = PhotoTest.decoded(ProfiledFiles.png(plain, SampleProfiles.linearGrey()));
                Photo withAlpha = PhotoTest.decoded(ProfiledFiles.png(straight, SampleProfiles.linearGrey()))) {
            // 1.055 * (115 / 255) ^ (1 / 2.4) - 0.055 = 0.702; and of 10 and 200 it is 0.219 and 0.895.
            assertThat(PixelsInTest.colour(photo, 0, 0)).isEqualTo("b3b3b3");
            assertThat(photo.profile()).isEmpty();
            assertThat(PixelsInTest.colour(withAlpha, 18, 4)).isEqualTo("383838");
            assertThat(Colour.parse("#" + PixelsInTest.colour(withAlpha, 6, 4)).green())
                    .isCloseTo(228, within(1));
        }
    }

    @Test
    void inksGoThroughTheirProfile() {
        byte[] press = SampleProfiles.press();
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : new String[] {"inks-adobe.jpg", "inks-ycck.jpg", "inks-plain.jpg"}) {
            files.put(name, ProfiledFiles.jpeg(PixelsInTest.file(name), press, 700));
        }
        for (String name : new String[] {"inks.tiff", "inks-tiles.tiff", "deep-inks.tiff"}) {
            files.put(name, ProfiledFiles.tiff(PixelsInTest.file(name), press));
        }
        files.forEach((name, file) -> {
            try (Photo photo = PhotoTest.decoded(file)) {
                assertThat(photo.profile()).as(name).isEmpty();
                // Cyan is (60, -20, -25) in Lab; the formula without profile gives 00ffff.
                Colour cyan = Colour.parse("#" + PixelsInTest.colour(photo, 6, 4));
                assertThat(cyan.red()).as(name).isCloseTo(67, within(4));
                assertThat(cyan.green()).as(name).isCloseTo(156, within(4));
                assertThat(cyan.blue()).as(name).isCloseTo(188, within(4));
                assertThat(PixelsInTest.colour(photo, 18, 12)).as(name).isEqualTo("ffffff");
            }
        });
    }

    /** Between the known mixtures: this press is straight between its own. */
    @Test
    void inksBetweenTheKnownOnesAreMixedOfThem() {
        byte[] known = new byte[16 * 16 * 16 * 16 * 3];
        for (int node = 0; node < known.length / 3; node++) {
            known[3 * node] = (byte) (255 - node % 16 * 17);
            known[3 * node + 1] = (byte) ((node / 16 % 16 * 17 + node / 256 % 16 * 17) / 2);
            known[3 * node + 2] = (byte) (node / 4096 * 17);
        }
        InkTable table = new InkTable(known);
        Random random = new Random(5);
        byte[] inks = new byte[4 * 5000];
        random.nextBytes(inks);
        Arrays.fill(inks, 0, 4, (byte) 255);
        byte[] colours = table.apply(inks);
        for (int p = 0; p < 5000; p++) {
            int[] ink = new int[4];
            for (int i = 0; i < 4; i++) ink[i] = inks[4 * p + i] & 0xff;
            assertThat(colours[3 * p] & 0xff).isEqualTo(255 - ink[0]);
            assertThat(colours[3 * p + 1] & 0xff).isCloseTo((ink[1] + ink[2]) / 2, within(1));
            assertThat(colours[3 * p + 2] & 0xff).isEqualTo(ink[3]);
        }
    }

    private static Map<String, byte[]> files(byte[] profile) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("JPEG", ProfiledFiles.jpeg(SampleImages.colour(".jpg"), profile, 60_000));
        files.put("JPEG in pieces", ProfiledFiles.jpeg(SampleImages.colour(".jpg"), profile, 100));
        files.put("PNG", ProfiledFiles.png(SampleImages.colour(".png"), profile));
        files.put("WebP", ProfiledFiles.webp(SampleImages.colour(".webp"), SIZE, profile));
        files.put("TIFF", ProfiledFiles.tiff(SampleImages.tiff(1, 8), profile));
        files.put("TIFF, big-endian", ProfiledFiles.tiff(PixelsInTest.file("big-endian.tiff"), profile));
        return files;
    }

    /** Two pixels of (200, 150, 100). */
    private static byte[] ochre() {
        return FastPng.encode(new PixelSize(2, 1), Picture.Layout.RGB, (y, row) -> {
                    for (int i = 0; i < row.length; i++) row[i] = (byte) (200 - i % 3 * 50);
                })
                .bytes();
    }

    private static Sampling all(Photo photo) {
        return new Sampling(Sampling.Channels.RGB, photo.size(), photo.size(), Filter.AREA);
    }

    /** As ImageIO finds it. */
    private static Optional<byte[]> writtenProfile(byte[] png) throws IOException {
        var reader = ImageIO.getImageReadersByFormatName("png").next();
        try (var stream = ImageIO.createImageInputStream(new ByteArrayInputStream(png))) {
            reader.setInput(stream);
            var root = (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
            NodeList found = root.getElementsByTagName("iCCP");
            NodeList entries = found.getLength() > 0 ? found : root.getElementsByTagName("iCCPEntry");
            if (entries.getLength() == 0) return Optional.empty();
            byte[] packed = (byte[]) ((IIOMetadataNode) entries.item(0)).getUserObject();
            return Optional.of(new InflaterInputStream(new ByteArrayInputStream(packed)).readAllBytes());
        } finally {
            reader.dispose();
        }
    }
}
