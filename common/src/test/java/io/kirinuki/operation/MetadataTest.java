package io.kirinuki.operation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMAGE_METADATA_EXIF;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMAGE_METADATA_XMP;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecodeWithMetadata;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.SampleImages;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.image.remark.RemarkedFiles;
import io.kirinuki.outcome.Outcome.FailedException;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Node;

/** What results say of their source beside its pixels, as OpenCV and Java's own readers find it. */
class MetadataTest {
    private static byte[] source() {
        byte[] jpeg = SampleImages.colour(".jpg");
        ByteBuffer.wrap(jpeg).put(13, (byte) 1).putShort(14, (short) 300).putShort(16, (short) 150);
        return RemarkedFiles.jpeg(
                jpeg, RemarkedFiles.exif(6), RemarkedFiles.XMP, RemarkedFiles.iptc("Ada Ω", "Example News", "(c) Ada"));
    }

    private static byte[] made(String operation, String parameters) throws Exception {
        try (PlainScene scene = new PlainScene(source())) {
            scene.run("cutout", "{}");
            return scene.run(operation, parameters).getFirst().bytes().bytes();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cutout | {}",
                "cutout | {\"background\": \"white\", \"grey\": true}",
                "rotate | {\"degrees\": 90}",
                "overlay | {}",
                "overlay | {\"format\": \"png\"}",
                "thumbnail | {\"max-side\": 20}",
                "encode | {\"format\": \"png-small\"}",
                "encode | {\"format\": \"png-16bit\"}",
                "encode | {\"format\": \"jpeg\", \"background\": \"white\"}",
                "encode | {\"format\": \"webp\"}",
                "encode | {\"format\": \"webp-lossless\", \"background\": \"white\"}"
            })
    void rightsStayAndWhatIsPrivateGoes(String operation, String parameters) throws Exception {
        byte[] made = made(operation, parameters);
        Map<Integer, byte[]> found = metadata(made);
        assertThat(new String(found.get(IMAGE_METADATA_EXIF), UTF_8))
                .contains(RemarkedFiles.ARTIST, RemarkedFiles.COPYRIGHT);
        assertThat(new String(found.get(IMAGE_METADATA_XMP), UTF_8))
                .contains("All &lt;rights&gt; reserved", "https://example.org/buy", "Example News", "Ada Ω");
        assertThat(new String(made, ISO_8859_1)).doesNotContain(RemarkedFiles.SERIAL, "GPS", "c2pa");
        ImageHeader header = HeaderProbe.probe(made).orThrow();
        assertThat(header.orientation()).as("turned once already").isEqualTo(1);
        if (!operation.equals("thumbnail") && !operation.equals("rotate")) {
            assertThat(header.stored())
                    .isEqualTo(new PixelSize(
                            /* width= */ SampleImages.SIZE.height(), /* height= */ SampleImages.SIZE.width()));
        }
    }

    /** Within what is of rights, and beside it, as elements and attributes, and under whatever prefix. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<dc:rights e:GPSLatitude='4711'><rdf:Alt><rdf:li xml:lang='x-default' a:SerialNumber='4711'>mine</rdf:li></rdf:Alt></dc:rights>",
                "<dc:rights serial='4711'><rdf:Alt><rdf:li>mine</rdf:li><rdf:li><place>4711</place></rdf:li></rdf:Alt></dc:rights>",
                "<dc:rights rdf:parseType='Resource'><rdf:value>mine</rdf:value><e:GPS><rdf:li>4711</rdf:li></e:GPS></dc:rights>",
                "<dc:rights><rdf:Alt><rdf:li>mine</rdf:li><rdf:li><rdf:Description><a:SerialNumber>4711</a:SerialNumber>"
                        + "</rdf:Description></rdf:li></rdf:Alt></dc:rights>",
                "<dc:creator><rdf:Seq><rdf:li>mine</rdf:li><rdf:li><dc:subject>4711</dc:subject></rdf:li></rdf:Seq></dc:creator>",
                "<dc:rights>mine</dc:rights><p:Licensor><rdf:Seq><rdf:li rdf:parseType='Resource'>"
                        + "<p:LicensorTelephone1>4711</p:LicensorTelephone1><p:LicensorEmail>4711</p:LicensorEmail>"
                        + "<p:LicensorStreetAddress>4711</p:LicensorStreetAddress></rdf:li></rdf:Seq></p:Licensor>",
                "<dc:rights>mine</dc:rights><p:ModelReleaseID>4711</p:ModelReleaseID>"
                        + "<p:CopyrightOwner p:CopyrightOwnerID='4711' dc:subject='4711'/>",
                "<x:rights xmlns:x='http://purl.org/dc/elements/1.1/' xmlns:dc='http://ns.adobe.com/exif/1.0/' dc:rights='4711'>mine</x:rights>",
            })
    void whatIsPrivateGoesWhereverItIsHidden(String hidden) throws Exception {
        String xmp = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description"
                + " xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:e='http://ns.adobe.com/exif/1.0/'"
                + " xmlns:a='http://ns.adobe.com/exif/1.0/aux/' xmlns:p='http://ns.useplus.org/ldf/xmp/1.0/'>"
                + hidden + "</rdf:Description></rdf:RDF>";
        byte[] file = RemarkedFiles.jpeg(SampleImages.colour(".jpg"), new byte[0], xmp, new byte[0]);
        try (PlainScene scene = new PlainScene(file)) {
            byte[] made = scene.run("cutout", "{}").getFirst().bytes().bytes();
            assertThat(new String(metadata(made).get(IMAGE_METADATA_XMP), UTF_8))
                    .contains("mine")
                    .doesNotContain("4711", "GPS", "Serial", "Telephone");
        }
    }

    /** By kind; what OpenCV finds in the file. */
    private static Map<Integer, byte[]> metadata(byte[] file) {
        try (PointerScope scope = new PointerScope()) {
            IntPointer kinds = new IntPointer();
            MatVector values = new MatVector();
            Mat bytes = new Mat(1, file.length, CV_8UC1, new BytePointer(file));
            assertThat(imdecodeWithMetadata(bytes, kinds, values, IMREAD_UNCHANGED)
                            .empty())
                    .isFalse();
            Map<Integer, byte[]> found = new TreeMap<>();
            for (int i = 0; i < values.size(); i++) {
                byte[] value = new byte[(int) values.get(i).total()];
                values.get(i).data().get(value);
                found.put(kinds.get(i), value);
            }
            return found;
        }
    }

    /** It is 300 across and 150 down before EXIF's orientation turns it by a quarter. */
    @Test
    void densityStaysAndTurnsWithThePhoto() throws Exception {
        assertThat(pixelSize(made("cutout", "{}"))).isEqualTo("5906x11811 a metre");
        assertThat(pixelSize(made("rotate", "{\"degrees\": 90}"))).isEqualTo("11811x5906 a metre");
        assertThat(pixelSize(made("rotate", "{\"degrees\": 180}"))).isEqualTo("5906x11811 a metre");
        byte[] jpeg = made("encode", "{\"format\": \"jpeg\", \"background\": \"white\"}");
        ByteBuffer jfif = ByteBuffer.wrap(jpeg);
        assertThat(jfif.get(13)).as("of inches").isEqualTo((byte) 1);
        assertThat(jfif.getShort(14)).isEqualTo((short) 150);
        assertThat(jfif.getShort(16)).isEqualTo((short) 300);
    }

    /** As Java's own reader has it. */
    private static String pixelSize(byte[] png) throws Exception {
        var reader = ImageIO.getImageReadersByFormatName("png").next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(png)));
        Node tree = reader.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
        for (Node node = tree.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (!node.getNodeName().equals("pHYs")) continue;
            var values = node.getAttributes();
            return "%sx%s a %s"
                    .formatted(
                            values.getNamedItem("pixelsPerUnitXAxis").getNodeValue(),
                            values.getNamedItem("pixelsPerUnitYAxis").getNodeValue(),
                            values.getNamedItem("unitSpecifier").getNodeValue().replace("meter", "metre"));
        }
        return "none";
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "png-small", "jpeg", "webp"})
    void noneIsNone(String format) throws Exception {
        String parameters = "{\"format\": \"%s\", \"background\": \"white\", \"metadata\": \"none\"}".formatted(format);
        assertThat(metadata(made("encode", parameters))).isEmpty();
        try (PlainScene scene = new PlainScene(source())) {
            byte[] cutout = scene.run("cutout", "{\"metadata\": \"none\"}")
                    .getFirst()
                    .bytes()
                    .bytes();
            assertThat(metadata(cutout)).isEmpty();
            assertThat(pixelSize(cutout)).isEqualTo("none");
            assertThat(metadata(scene.run("encode", "{}").getFirst().bytes().bytes()))
                    .as("what is made of it")
                    .isEmpty();
        }
    }

    @Test
    void theZipSaysItInItsPhotoAndMasksSayNothing() throws Exception {
        try (ZipInputStream zip =
                new ZipInputStream(new ByteArrayInputStream(made("encode", "{\"format\": \"zip\"}")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(metadata(zip.readAllBytes()).isEmpty())
                        .as(entry.getName())
                        .isEqualTo(entry.getName().equals("alpha.png"));
            }
        }
        assertThat(metadata(made("mask", "{}"))).isEmpty();
    }

    @Test
    void otherPoliciesAreRefused() {
        assertThatThrownBy(() -> made("encode", "{\"metadata\": \"all\"}"))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("encode.metadata: one of keep-rights, none expected, found \"all\"");
    }
}
