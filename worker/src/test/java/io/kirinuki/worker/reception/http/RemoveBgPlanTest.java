package io.kirinuki.worker.reception.http;

import static io.kirinuki.worker.reception.http.RemoveBgField.ADD_SHADOW;
import static io.kirinuki.worker.reception.http.RemoveBgField.BG_COLOR;
import static io.kirinuki.worker.reception.http.RemoveBgField.BG_IMAGE_URL;
import static io.kirinuki.worker.reception.http.RemoveBgField.CHANNELS;
import static io.kirinuki.worker.reception.http.RemoveBgField.CROP;
import static io.kirinuki.worker.reception.http.RemoveBgField.CROP_MARGIN;
import static io.kirinuki.worker.reception.http.RemoveBgField.FORMAT;
import static io.kirinuki.worker.reception.http.RemoveBgField.POSITION;
import static io.kirinuki.worker.reception.http.RemoveBgField.ROI;
import static io.kirinuki.worker.reception.http.RemoveBgField.SCALE;
import static io.kirinuki.worker.reception.http.RemoveBgField.SEMITRANSPARENCY;
import static io.kirinuki.worker.reception.http.RemoveBgField.SHADOW_OPACITY;
import static io.kirinuki.worker.reception.http.RemoveBgField.SHADOW_TYPE;
import static io.kirinuki.worker.reception.http.RemoveBgField.SIZE;
import static io.kirinuki.worker.reception.http.RemoveBgField.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult.Box;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Reading;
import io.kirinuki.schema.RequestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemoveBgPlanTest {
    private static final Optional<PixelSize> SMALL = Optional.of(new PixelSize(400, 300));
    private static final Optional<PixelSize> LARGE = Optional.of(new PixelSize(4000, 3000));

    /** Made, and held to the contract and to the operations' own parameters. */
    private static RemoveBgPlan plan(Map<RemoveBgField, String> fields, Optional<PixelSize> photo)
            throws RemoveBgRefusal, FailedException {
        RemoveBgPlan plan = RemoveBgPlan.of(fields, photo, Optional.empty());
        checked(plan);
        return plan;
    }

    private static void checked(RemoveBgPlan plan) throws FailedException {
        Map<String, Object> event = Map.of("source", ObjectRef.of("b", "k"), "operations", plan.operations());
        Reading reading = new RequestReader().readParsed(Json.MAPPER.valueToTree(event));
        assertThat(reading).as(plan.toString()).isInstanceOf(Reading.Read.class);
        ImageRequest request = ((Reading.Read) reading).request();
        Pipelines.builtIn().check(request);
    }

    private static Optional<Box> roi(String text) throws RemoveBgRefusal, FailedException {
        return plan(Map.of(ROI, text), SMALL).roi();
    }

    private static Object cutout(Map<RemoveBgField, String> fields) throws RemoveBgRefusal, FailedException {
        return plan(fields, SMALL).operations().getFirst().get("cutout");
    }

    private static Map<String, Object> encode(Map<RemoveBgField, String> fields, Optional<PixelSize> photo)
            throws RemoveBgRefusal, FailedException {
        return plan(fields, photo).operations().get(1).get("encode");
    }

    @Test
    void nothingAskedForIsATransparentPreview() throws Exception {
        assertThat(plan(Map.of(), SMALL))
                .isEqualTo(new RemoveBgPlan(List.of(Map.of("cutout", Map.of())), Optional.empty(), "cutout", true));
        assertThat(plan(
                        Map.of(
                                SIZE,
                                "",
                                TYPE,
                                "person",
                                FORMAT,
                                "auto",
                                POSITION,
                                "original",
                                ROI,
                                "0% 0% 100% 100%",
                                SEMITRANSPARENCY,
                                "true",
                                SCALE,
                                "original",
                                SHADOW_TYPE,
                                "none"),
                        SMALL))
                .isEqualTo(plan(Map.of(), SMALL));
        assertThat(encode(Map.of(), LARGE))
                .isEqualTo(Map.of("name", "removebg", "of", "cutout", "format", "png", "size", "preview"));
        assertThat(encode(Map.of(SIZE, "4K"), LARGE)).containsEntry("size", "4k");
        assertThat(plan(Map.of(SIZE, "50MP"), LARGE).operations()).hasSize(1);
        assertThat(plan(Map.of(SIZE, "full"), LARGE).operations()).hasSize(1);
        assertThat(encode(Map.of(), Optional.empty())).containsEntry("size", "preview");
        assertThat(encode(Map.of(CROP, "true"), SMALL)).containsEntry("size", "preview");
    }

    @Test
    void groundsAreColoursAndFiles() throws Exception {
        assertThat(cutout(Map.of(BG_COLOR, "81d4fa"))).isEqualTo(Map.of("background", "#81d4fa"));
        assertThat(cutout(Map.of(BG_COLOR, "#FFF"))).isEqualTo(Map.of("background", "#ffffff"));
        assertThat(cutout(Map.of(BG_COLOR, "81d4faff"))).isEqualTo(Map.of("background", "#81d4fa"));
        assertThat(cutout(Map.of(BG_COLOR, "81d4fa00"))).isEqualTo(Map.of());
        assertThat(cutout(Map.of(BG_COLOR, "green"))).isEqualTo(Map.of("background", "green"));
        RemoveBgPlan plan = RemoveBgPlan.of(Map.of(), SMALL, Optional.of(ObjectRef.of("photos", "http/x/y/z")));
        checked(plan);
        assertThat(plan.operations().getFirst().get("cutout"))
                .containsEntry("background", Map.of("bucket", "photos", "key", "http/x/y/z"));
    }

    @Test
    void formatsFollowTheGround() throws Exception {
        assertThat(encode(Map.of(BG_COLOR, "white"), SMALL)).containsEntry("format", "jpeg");
        assertThat(encode(Map.of(FORMAT, "jpg"), SMALL))
                .containsEntry("format", "jpeg")
                .containsEntry("background", "#ffffff");
        assertThat(encode(Map.of(FORMAT, "zip"), SMALL)).containsEntry("format", "zip");
        assertThat(encode(Map.of(FORMAT, "WEBP"), SMALL)).containsEntry("format", "webp");
        assertThat(plan(Map.of(FORMAT, "png", BG_COLOR, "white"), SMALL).operations())
                .hasSize(1);
        RemoveBgPlan alpha = plan(Map.of(CHANNELS, "alpha"), SMALL);
        assertThat(alpha)
                .isEqualTo(new RemoveBgPlan(List.of(Map.of("mask", Map.of())), Optional.empty(), "mask", true));
    }

    @Test
    void framesFollowTheSubject() throws Exception {
        assertThat(cutout(Map.of(CROP, "true"))).isEqualTo(Map.of("crop", true));
        assertThat(cutout(Map.of(CROP, "1", CROP_MARGIN, "10%", SCALE, "80%", POSITION, "center")))
                .isEqualTo(Map.of("crop", Map.of("margin", "10%", "scale", 0.8, "position", "center")));
        assertThat(cutout(Map.of(CROP, "true", POSITION, "0%"))).isEqualTo(Map.of("crop", true));
        assertThat(cutout(Map.of(SCALE, "50%", POSITION, "10% 100%")))
                .isEqualTo(Map.of("crop", Map.of("scale", 0.5, "aspect", "4:3", "position", "10% 100%")));
        assertThat(cutout(Map.of(CROP, "true", CROP_MARGIN, "30 30 30 30")))
                .isEqualTo(Map.of("crop", Map.of("margin", "30px")));
        assertThat(cutout(Map.of(SCALE, "50%"))).isEqualTo(Map.of("crop", Map.of("scale", 0.5, "aspect", "4:3")));
        assertThat(plan(Map.of(SCALE, "50%"), Optional.of(new PixelSize(12_347, 9_999)))
                        .photoSized())
                .isFalse();
        assertThat(cutout(Map.of(ADD_SHADOW, "true"))).isEqualTo(Map.of("shadow", true));
        assertThat(cutout(Map.of(SHADOW_TYPE, "drop", SHADOW_OPACITY, "20")))
                .isEqualTo(Map.of("shadow", Map.of("opacity", 0.2)));
    }

    @Test
    void regionsAreInPixelsOrShares() throws Exception {
        assertThat(roi("10% 0% 100% 50%")).contains(new Box(40, 0, 360, 150));
        assertThat(roi("10px 20 30px 33.3%")).contains(new Box(10, 20, 20, 80));
        assertThat(roi("0px 0px 400px 300px")).isEmpty();
        assertThat(plan(Map.of(ROI, "1px 2px 3px 4px"), Optional.empty()).roi()).contains(new Box(1, 2, 2, 2));
        RemoveBgRefusal unknown = catchThrowableOfType(
                RemoveBgRefusal.class, () -> plan(Map.of(ROI, "1% 2px 3px 4px"), Optional.empty()));
        assertThat(unknown.code()).isEqualTo("unsupported_roi");
    }

    @Test
    void whatWouldChangeThePictureAndCannotBeDoneIsRefusedByName() {
        refused(Map.of(SEMITRANSPARENCY, "false"), "unsupported_semitransparency");
        refused(Map.of(BG_IMAGE_URL, "https://example.org/a.jpg"), "unsupported_bg_image_url");
        refused(Map.of(POSITION, "center"), "unsupported_position");
        refused(Map.of(CROP, "true", CROP_MARGIN, "1px 2px"), "unsupported_crop_margin");
        refused(Map.of(BG_COLOR, "11223344"), "unsupported_bg_color");
        refused(Map.of(SHADOW_TYPE, "car"), "unsupported_shadow_type");
        refused(Map.of(FORMAT, "zip", BG_COLOR, "white"), "unsupported_format");
        refused(Map.of(CHANNELS, "alpha", CROP, "true"), "unsupported_crop");
        refused(Map.of(CHANNELS, "alpha", BG_COLOR, "red"), "unsupported_bg_color");
    }

    @Test
    void whatIsNoValueIsRefusedByName() {
        refused(Map.of(SIZE, "huge"), "invalid_size");
        refused(Map.of(FORMAT, "gif"), "invalid_format");
        refused(Map.of(CHANNELS, "rgb"), "invalid_channels");
        refused(Map.of(CROP, "yes"), "invalid_crop");
        refused(Map.of(CROP, "true", CROP_MARGIN, "9999px"), "invalid_crop_margin");
        refused(Map.of(CROP, "true", CROP_MARGIN, "1 2 3"), "invalid_crop_margin");
        refused(Map.of(SCALE, "5%"), "invalid_scale");
        refused(Map.of(SHADOW_OPACITY, "150"), "invalid_shadow_opacity");
        refused(Map.of(TYPE, "starship"), "invalid_type");
        refused(Map.of(POSITION, "left"), "invalid_position");
        refused(Map.of(POSITION, "101%", SCALE, "50%"), "invalid_position");
        refused(Map.of(ROI, "1px 2px 3px"), "invalid_roi");
        refused(Map.of(ROI, "3px 2px 3px 4px"), "invalid_roi");
        refused(Map.of(ROI, "0% 0% 101% 4px"), "invalid_roi");
    }

    private static void refused(Map<RemoveBgField, String> fields, String code) {
        RemoveBgRefusal refusal = catchThrowableOfType(RemoveBgRefusal.class, () -> plan(fields, SMALL));
        assertThat(refusal).as(fields.toString()).isNotNull();
        assertThat(refusal.code()).as(fields.toString()).isEqualTo(code);
        assertThat(refusal.getMessage()).startsWith(code.substring(code.indexOf('_') + 1) + ": ");
    }

    /** Each field's row says what the code does with it. */
    @Test
    void theTableIsWhatTheCodeDoes() throws IOException {
        String page = Files.readString(Path.of("../docs/http.md"));
        for (RemoveBgField field : RemoveBgField.values()) {
            String words = switch (field.treatment) {
                case HONOURED -> "honoured";
                case NEUTRAL_ONLY -> "only where it changes nothing";
                case IGNORED -> "ignored";
                case REFUSED -> "refused";
            };
            assertThat(page).contains("| `%s` | %s".formatted(field.spelled(), words));
        }
    }
}
