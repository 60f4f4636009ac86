package io.kirinuki.image.remark;

import static io.kirinuki.image.remark.RemarkedFiles.ARTIST;
import static io.kirinuki.image.remark.RemarkedFiles.COPYRIGHT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Density;
import io.kirinuki.image.Remarks;
import io.kirinuki.image.SampleImages;
import io.kirinuki.image.heif.HeifFiles;
import io.kirinuki.image.probe.file.ImageFormat;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemarksFileTest {
    private static final byte[] NOTHING = {};

    @Test
    void exifSaysWhoseItIsAndHowDense() {
        byte[] exif = RemarkedFiles.exif(1);
        byte[] jpeg = SampleImages.colour(".jpg");
        jpeg[13] = 0; // JFIF speaks of the shape of pixels alone
        assertExif(RemarksFile.of(RemarkedFiles.jpeg(jpeg, exif, "", NOTHING), ImageFormat.JPEG));
        assertExif(RemarksFile.of(SampleImages.pngWithExif(SampleImages.colour(".png"), exif), ImageFormat.PNG));
        assertExif(RemarksFile.of(SampleImages.webpWithExif(SampleImages.colour(".webp"), exif), ImageFormat.WEBP));
    }

    private static void assertExif(Remarks remarks) {
        assertThat(text(remarks.artist())).isEqualTo(ARTIST);
        assertThat(text(remarks.copyright())).isEqualTo(COPYRIGHT);
        assertThat(remarks.xmp()).isEmpty();
        assertDensity(remarks, 300, 150);
    }

    private static void assertDensity(Remarks remarks, double across, double down) {
        Density density = remarks.density().orElseThrow();
        assertThat(density.across() * 0.0254).isCloseTo(across, within(0.02));
        assertThat(density.down() * 0.0254).isCloseTo(down, within(0.02));
    }

    private static String text(Optional<Blob> words) {
        return new String(words.orElseThrow().bytes(), UTF_8);
    }

    /** As libheif's own programs put it there. */
    @ParameterizedTest
    @ValueSource(strings = {"heic", "avif"})
    void heifHasItInItemsOfTheirOwn(String extension, @TempDir Path folder) throws Exception {
        byte[] jpeg = SampleImages.colour(".jpg");
        Path file = folder.resolve("source.jpg");
        Files.write(file, RemarkedFiles.jpeg(jpeg, RemarkedFiles.exif(1), RemarkedFiles.XMP, NOTHING));
        Remarks remarks = RemarksFile.of(
                HeifFiles.encoded(file, extension), extension.equals("heic") ? ImageFormat.HEIC : ImageFormat.AVIF);
        assertThat(text(remarks.artist())).isEqualTo(ARTIST);
        assertThat(text(remarks.xmp())).contains("https://example.org/buy").doesNotContain("4711");
        assertDensity(remarks, 300, 150);
    }

    @Test
    void jfifTellsTheDensityBeforeExifDoes() {
        byte[] jpeg = SampleImages.colour(".jpg");
        ByteBuffer.wrap(jpeg).put(13, (byte) 2).putShort(14, (short) 100).putShort(16, (short) 50);
        byte[] file = RemarkedFiles.jpeg(jpeg, RemarkedFiles.exif(1), "", NOTHING);
        assertDensity(RemarksFile.of(file, ImageFormat.JPEG), 254, 127);
    }

    @Test
    void pngTellsTheDensityOfAMetreOrOfNone() {
        byte[] png = SampleImages.colour(".png");
        byte[] metres =
                ByteBuffer.allocate(9).putInt(11811).putInt(5906).put((byte) 1).array();
        byte[] shape = ByteBuffer.allocate(9).putInt(2).putInt(1).array();
        assertDensity(
                RemarksFile.of(SampleImages.spliced(png, 33, SampleImages.chunk("pHYs", metres)), ImageFormat.PNG),
                300,
                150);
        assertThat(RemarksFile.of(SampleImages.spliced(png, 33, SampleImages.chunk("pHYs", shape)), ImageFormat.PNG))
                .isEqualTo(Remarks.NONE);
    }

    @Test
    void xmpKeepsRightsWordForWordAndNothingElse() {
        byte[] file = RemarkedFiles.jpeg(SampleImages.colour(".jpg"), NOTHING, RemarkedFiles.XMP, NOTHING);
        String packet = text(RemarksFile.of(file, ImageFormat.JPEG).xmp());
        assertThat(packet)
                .contains("All &lt;rights&gt; reserved", "x-default", "https://example.org/buy", "Licensor")
                .contains("https://example.org/rights?a=1&amp;b=2", "trainedAlgorithmicMedia")
                .doesNotContain("4711", "GPS", "Orientation", "subject", "c2pa");
        // It is read again as it is: nothing of it depends on what was left out.
        assertThat(text(XmpRights.of(packet.getBytes(UTF_8), Map.of()))).isEqualTo(packet);
    }

    @Test
    void iptcIsSaidInXmpWhereThatDoesNotSayIt() {
        byte[] iptc = RemarkedFiles.iptc("Ada Ω", "Example News", "not this one");
        byte[] file = RemarkedFiles.jpeg(SampleImages.colour(".jpg"), NOTHING, RemarkedFiles.XMP, iptc);
        assertThat(text(RemarksFile.of(file, ImageFormat.JPEG).xmp()))
                .contains("Ada Ω", "photoshop:Credit", "Example News", "All &lt;rights&gt; reserved")
                .doesNotContain("not this one", "4711");
        byte[] latin = "caf\u00e9".getBytes(ISO_8859_1);
        assertThat(IptcWords.text(latin)).isEqualTo("caf\u00e9");
    }

    @Test
    void pngSaysItInTextsPackedOrNot() throws Exception {
        byte[] png = SampleImages.colour(".png");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes("Copyright\0\0".getBytes(ISO_8859_1));
        try (var deflated = new DeflaterOutputStream(packed)) {
            deflated.write("caf\u00e9 GmbH".getBytes(ISO_8859_1));
        }
        byte[] file = SampleImages.spliced(png, 33, SampleImages.chunk("zTXt", packed.toByteArray()));
        byte[] author = "Author\0J. \u00d6mega".getBytes(ISO_8859_1);
        // Behind the picture, where many programs put it.
        file = SampleImages.spliced(file, file.length - 12, SampleImages.chunk("tEXt", author));
        assertThat(text(RemarksFile.of(file, ImageFormat.PNG).xmp())).contains("caf\u00e9 GmbH", "J. \u00d6mega");

        byte[] xmp = ("XML:com.adobe.xmp\0\0\0\0\0" + RemarkedFiles.XMP).getBytes(UTF_8);
        byte[] international = SampleImages.spliced(png, 33, SampleImages.chunk("iTXt", xmp));
        assertThat(text(RemarksFile.of(international, ImageFormat.PNG).xmp())).contains("https://example.org/buy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no XML at all",
                "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF",
                "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><x xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
                        + "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:rights>&b;</dc:rights></rdf:Description></x>",
                "<!DOCTYPE x SYSTEM 'file:///etc/hostname'><x/>"
            })
    void xmpThatIsNoneSaysNothingAndCostsNothing(String xmp) {
        byte[] iptc = RemarkedFiles.iptc("Ada", "Example News", "(c) Ada");
        byte[] file = RemarkedFiles.jpeg(SampleImages.colour(".jpg"), RemarkedFiles.exif(1), xmp, iptc);
        Remarks remarks = RemarksFile.of(file, ImageFormat.JPEG);
        assertThat(text(remarks.artist())).isEqualTo(ARTIST);
        assertThat(text(remarks.xmp())).contains("(c) Ada").doesNotContain("aaaa");
    }

    @Test
    void whatIsTooDeepOrTooLargeIsLeftOut() {
        String before = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
                + "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:rights>";
        String after = "</dc:rights></rdf:Description></rdf:RDF>";
        String deep = before + "<rdf:li>".repeat(30_000) + "</rdf:li>".repeat(30_000) + after;
        String large = before + "r".repeat(62 << 10) + after;
        assertThat(XmpRights.of(deep.getBytes(UTF_8), Map.of())).isEmpty();
        assertThat(XmpRights.of(large.getBytes(UTF_8), Map.of())).isEmpty();
        assertThat(XmpRights.of((before + "mine" + after).getBytes(UTF_8), Map.of()))
                .isPresent();
    }

    /** EXIF without a head, and a text without a name: what comes after is read. */
    @Test
    void whatIsBrokenSilencesNothingElse() {
        byte[] iptc = RemarkedFiles.iptc("Ada", "Example News", "(c) Ada");
        byte[] broken = "no TIFF at all".getBytes(UTF_8);
        byte[] file = RemarkedFiles.jpeg(SampleImages.colour(".jpg"), broken, "", iptc);
        assertThat(text(RemarksFile.of(file, ImageFormat.JPEG).xmp())).contains("(c) Ada");
        byte[] png = SampleImages.colour(".png");
        byte[] unnamed = SampleImages.spliced(png, 33, SampleImages.chunk("iTXt", new byte[0]));
        byte[] author = "Author\0Ada".getBytes(ISO_8859_1);
        byte[] both = SampleImages.spliced(unnamed, unnamed.length - 12, SampleImages.chunk("tEXt", author));
        assertThat(text(RemarksFile.of(both, ImageFormat.PNG).xmp())).contains("Ada");
    }

    @Test
    void xmpMayBeginWithTheMarkOfItsEncoding() {
        String marked = '\ufeff' + RemarkedFiles.XMP;
        byte[] file = RemarkedFiles.jpeg(SampleImages.colour(".jpg"), NOTHING, marked, NOTHING);
        assertThat(text(RemarksFile.of(file, ImageFormat.JPEG).xmp())).contains("https://example.org/buy");
    }

    /** It is looked at how long it is before any of it is copied. */
    @Test
    void textPackedIntoMoreThanItMayUnpackToIsNotRead() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes("Author\0\0".getBytes(ISO_8859_1));
        try (var deflated = new DeflaterOutputStream(packed)) {
            deflated.write("Ada".getBytes(ISO_8859_1));
        }
        byte[] png = SampleImages.colour(".png");
        byte[] small = SampleImages.spliced(png, 33, SampleImages.chunk("zTXt", packed.toByteArray()));
        assertThat(RemarksFile.of(small, ImageFormat.PNG).xmp()).isPresent();
        packed.writeBytes(new byte[256 << 10]);
        byte[] large = SampleImages.spliced(png, 33, SampleImages.chunk("zTXt", packed.toByteArray()));
        assertThat(RemarksFile.of(large, ImageFormat.PNG).xmp()).isEmpty();
    }

    /** Each byte of what is said, and each length in it, may be anything. */
    @Test
    void damageNeverThrows() {
        Random random = new Random(17);
        byte[] iptc = RemarkedFiles.iptc("Ada", "Example News", "(c) Ada");
        byte[] jpeg = RemarkedFiles.jpeg(SampleImages.colour(".jpg"), RemarkedFiles.exif(6), RemarkedFiles.XMP, iptc);
        byte[] png = SampleImages.pngWithExif(SampleImages.colour(".png"), RemarkedFiles.exif(6));
        for (int i = 0; i < 600; i++) {
            byte[] broken = (i % 2 == 0 ? jpeg : png).clone();
            broken[20 + random.nextInt(Math.min(broken.length - 20, 3_000))] = (byte) random.nextInt();
            assertThat(RemarksFile.of(broken, i % 2 == 0 ? ImageFormat.JPEG : ImageFormat.PNG))
                    .isNotNull();
        }
    }
}
