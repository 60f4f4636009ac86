package io.kirinuki.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.batch.Traffic;
import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.GivenAlpha;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Reading;
import io.kirinuki.schema.RequestReader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks that requests bring along, on a worker that serves no model at all: where one were asked, the request would fail. */
@Timeout(60)
class GivenAlphaTest {
    private static final ObjectRef PHOTO = ObjectRef.of("photos", "cup.png");
    private static final ObjectRef MASK = ObjectRef.of("masks", "cup.png");
    private static final PixelSize SIZE = new PixelSize(12, 10);
    private static final int LEFT = 4;

    private final ShelfStore store = new ShelfStore();
    private final Cores cores = new Cores(1);
    private final ImageEngine engine = new ImageEngine(
            store,
            Pipelines.builtIn(),
            Models.of(Map.of()),
            new Limits(ByteSize.mebibytes(1), 10_000, ByteSize.mebibytes(8), 100_000, 2),
            new ImageEngine.DefaultOutput("artifacts", "", true),
            cores,
            EngineListener.NONE);

    GivenAlphaTest() {
        store.objects.put(
                PHOTO, FastPng.encode(SIZE, Picture.Layout.RGB, (y, row) -> Arrays.fill(row, (byte) (100 + y))));
        store.objects.put(MASK, left(SIZE, 255));
    }

    @AfterEach
    void close() {
        engine.close();
        cores.close();
    }

    /** The left third is the subject. */
    private static Blob left(PixelSize size, int white) {
        return FastPng.encode(
                size, Picture.Layout.GREY, (y, row) -> Arrays.fill(row, 0, row.length * LEFT / 12, (byte) white));
    }

    private static ImageRequest request(String pipeline, String more) {
        String json = """
                {"source": {"bucket": "photos", "key": "cup.png"}, %s,
                 "alpha": {"bucket": "masks", "key": "cup.png"%s}}""".formatted(pipeline, more);
        return ((Reading.Read) new RequestReader().read(json.getBytes(UTF_8))).request();
    }

    private static ImageRequest named(String pipeline) {
        return request("\"pipeline\": \"%s\"".formatted(pipeline), "");
    }

    private Product product(ImageRequest request) throws Exception {
        return engine.submit(request, Traffic.LIVE).get(30, SECONDS).orThrow();
    }

    private String problem(ImageRequest request) throws Exception {
        return switch (engine.submit(request, Traffic.LIVE).get(30, SECONDS)) {
            case Outcome.Failed<Product>(Failure.InvalidRequest(String problem)) -> problem;
            case Outcome<Product> other -> throw new AssertionError(other);
        };
    }

    private BufferedImage picture(Product product, String role) throws Exception {
        ImageResult.Artifact artifact = product.artifacts().stream()
                .filter(one -> one.role().equals(role))
                .findFirst()
                .orElseThrow();
        return ImageIO.read(store.objects
                .get(ObjectRef.of(artifact.bucket(), artifact.key()))
                .open());
    }

    @ParameterizedTest
    @CsvSource({
        "cutout, cutout",
        "mask, mask",
        "cutout-with-mask, cutout mask",
        "trim-background, cutout",
        "car-mask, mask overlay rle"
    })
    void operationsRenderFromItAndAskNoModel(String pipeline, String roles) throws Exception {
        Product product = product(named(pipeline));
        assertThat(product.artifacts().stream().map(ImageResult.Artifact::role)).containsExactly(roles.split(" "));
        assertThat(product.measures().coverage()).hasValue(1.0 / 3);
        assertThat(product.measures().bbox()).hasValue(new ImageResult.Box(0, 0, LEFT, 10));
        assertThat(product.measures().uncertainty()).isEmpty();
        assertThat(product.models()).isEmpty();
        assertThat(product.alpha())
                .hasValue(new ImageResult.Alpha(
                        "given",
                        "mask",
                        "masks",
                        "cup.png",
                        Optional.empty(),
                        store.objects.get(MASK).sha256().substring(0, 32)));
        Sidecar sidecar = Sidecar.read(store.objects.get(product.sidecar()).bytes());
        assertThat(sidecar.alpha()).isEqualTo(product.alpha());
    }

    @Test
    void cutOutShowsWhatTheMaskKeepsAndNothingElse() throws Exception {
        BufferedImage cutout = picture(product(named("cutout")), "cutout");
        assertThat(new Color(cutout.getRGB(LEFT - 1, 3), true)).isEqualTo(new Color(103, 103, 103, 255));
        assertThat(new Color(cutout.getRGB(LEFT, 3), true).getAlpha()).isZero();
    }

    /** As image editors save masks: any depth, a palette, and transparency in place of black. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_BYTE_BINARY,
                BufferedImage.TYPE_BYTE_INDEXED,
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_USHORT_GRAY,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR
            })
    void anyDepthOfPngSaysTheSame(int type) throws Exception {
        BufferedImage image = new BufferedImage(12, 10, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, LEFT, 10);
        graphics.dispose();
        store.objects.put(MASK, png(image));
        assertThat(product(named("mask")).measures().coverage()).hasValue(1.0 / 3);
    }

    private static Blob png(BufferedImage image) throws Exception {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return Blob.of(png.toByteArray());
    }

    @Test
    void sixteenBitsAreRoundedAndNotCut() throws Exception {
        BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_USHORT_GRAY);
        short[] half = new short[120];
        Arrays.fill(half, (short) 0x8070);
        image.getRaster().setDataElements(0, 0, 12, 10, half);
        store.objects.put(MASK, png(image));
        // 0x8070 of 0xffff is 127.9 of 255; its upper byte would be 128 too, that of 0x80c0 not: both round to 128.
        assertThat(product(named("mask")).measures().coverage()).hasValue(128.0 / 255);
    }

    @ParameterizedTest
    @CsvSource({"24, 20", "6, 5", "108, 90", "13, 10", "12, 11"})
    void isScaledToThePhotoWhereItHasItsShape(int width, int height) throws Exception {
        store.objects.put(MASK, left(new PixelSize(width, height), 255));
        Product product = product(named("mask"));
        assertThat(picture(product, "mask").getWidth()).isEqualTo(12);
        assertThat(picture(product, "mask").getHeight()).isEqualTo(10);
        assertThat(product.measures().coverage().orElseThrow()).isBetween(0.28, 0.38);
    }

    @ParameterizedTest
    @CsvSource({"10, 12", "24, 10", "120, 80"})
    void anotherShapeIsRefusedWithBothSizes(int width, int height) throws Exception {
        store.objects.put(MASK, left(new PixelSize(width, height), 255));
        assertThat(problem(named("mask")))
                .startsWith("alpha: s3://masks/cup.png is %dx%d, the photo 12x10 upright; ".formatted(width, height));
    }

    @Test
    void whatCannotBeUsedIsNamedWithItsFieldAndItsReason() throws Exception {
        String start = "alpha: s3://masks/cup.png cannot be used: ";
        store.objects.put(MASK, Blob.of("<html>no</html>".getBytes(UTF_8)));
        assertThat(problem(named("mask"))).startsWith(start + "not a supported image");
        byte[] cut = left(SIZE, 255).bytes().clone();
        Arrays.fill(cut, 45, cut.length - 12, (byte) 0x55);
        store.objects.put(MASK, Blob.of(cut));
        assertThat(problem(named("mask"))).startsWith(start + "the image cannot be decoded");
        store.objects.put(MASK, left(new PixelSize(1200, 1000), 255));
        assertThat(problem(named("mask"))).startsWith(start + "the image is 1200x1000");
        store.objects.put(MASK, Blob.of(new byte[(1 << 20) + 1]));
        assertThat(problem(named("mask"))).startsWith(start + "the object holds 1.0 MiB");
        store.objects.put(MASK, Blob.of(new byte[0]));
        assertThat(problem(named("mask"))).contains("holds 0 bytes");
        store.objects.remove(MASK);
        assertThat(problem(named("mask"))).startsWith(start + "there is no object s3://masks/cup.png");
    }

    @Test
    void anotherFormatIsRefusedForItLosesWhatIsExact() throws Exception {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(12, 10, BufferedImage.TYPE_BYTE_GRAY), "jpeg", jpeg);
        store.objects.put(MASK, Blob.of(jpeg.toByteArray()));
        assertThat(problem(named("mask"))).startsWith("alpha: s3://masks/cup.png is JPEG, PNG expected");
    }

    @Test
    void aCorrectedMaskMakesNewArtifactsAndTheSameOneIsReused() throws Exception {
        Product first = product(named("cutout"));
        Product again = product(named("cutout"));
        assertThat(again.reused()).isTrue();
        assertThat(again.alpha()).isEqualTo(first.alpha());
        store.objects.put(MASK, left(SIZE, 128));
        Product corrected = product(named("cutout"));
        assertThat(corrected.reused()).isFalse();
        assertThat(corrected.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(store.objects.keySet())
                .as("what was made before")
                .contains(ObjectRef.of(
                        first.artifacts().getFirst().bucket(),
                        first.artifacts().getFirst().key()));
    }

    @Test
    void theSameBytesAsATrimapOrElsewhereAreOtherWork() throws Exception {
        String mask = product(named("mask")).fingerprint();
        store.objects.put(ObjectRef.of("masks", "copy.png"), store.objects.get(MASK));
        ImageRequest copy = named("mask");
        ImageRequest elsewhere = new ImageRequest(
                copy.id(),
                copy.source(),
                copy.pipeline(),
                copy.operations(),
                copy.parameters(),
                copy.output(),
                copy.deadline(),
                copy.force(),
                Optional.of(new GivenAlpha("masks", "copy.png", Optional.empty(), Optional.empty())),
                copy.subject());
        assertThat(product(elsewhere).fingerprint()).isNotEqualTo(mask);
        assertThat(product(elsewhere).alpha().orElseThrow().key()).isEqualTo("copy.png");
    }

    @Test
    void turnsWithThePhotoForEveryStepBehind() throws Exception {
        Product product = product(request("""
                "operations": [{"rotate": {"degrees": 180}}, {"mask": {}}, {"cutout": {}}]""", ""));
        assertThat(product.measures().bbox()).hasValue(new ImageResult.Box(12 - LEFT, 0, LEFT, 10));
        assertThat(picture(product, "mask").getRaster().getSample(11, 0, 0)).isEqualTo(255);
        assertThat(picture(product, "mask").getRaster().getSample(0, 0, 0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cutout", "mask", "trim-background", "classify"})
    void aTrimapIsForMatteAndSaysSo(String pipeline) throws Exception {
        assertThat(problem(request("\"pipeline\": \"%s\"".formatted(pipeline), ", \"kind\": \"trimap\"")))
                .startsWith("alpha.kind: a trimap is for the operation matte");
    }

    @Test
    void theRequestWithItIsWrittenAndReadAsTheSame() {
        ImageRequest request = request("\"pipeline\": \"matte\"", ", \"kind\": \"trimap\", \"versionId\": \"7\"");
        assertThat(new RequestReader().read(Json.write(request))).isEqualTo(new Reading.Read(request));
        assertThat(request.alpha().orElseThrow().meant()).isEqualTo(GivenAlpha.Kind.TRIMAP);
    }
}
