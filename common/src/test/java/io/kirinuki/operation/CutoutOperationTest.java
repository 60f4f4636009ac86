package io.kirinuki.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.compose.Painted;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult.Box;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CutoutOperationTest {
    private static final PixelSize SIZE = new PixelSize(60, 40);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'background':'greenish'}                 | background: "transparent", "blur", a colour, or an object
                    {'background':{'bucket':'b'}}             | background.key: the image's key expected
                    {'background':{'key':'k'}}                | background.bucket: the image's bucket expected
                    {'background':{'bucket':'b','key':'k','x':1}} | background.x: no such parameter
                    {'background':7}                          | background: text expected
                    {'blur':0.1}                              | blur: there is nothing to blur
                    {'background':'blur','blur':0.9}          | blur: a number from 0.005 to 0.5
                    {'grey':'yes'}                            | grey: true or false
                    {'decontaminate':1}                       | decontaminate: true or false
                    {'crop':{'margin':'wide'}}                | crop.margin: "wide" is no margin
                    {'crop':{'margin':20}}                    | crop.margin: text expected
                    {'crop':{'aspect':'wide'}}                | crop.aspect: "wide" is no aspect
                    {'crop':{'scale':0.05}}                   | crop.scale: a number from 0.1 to 1
                    {'shadow':{'opacity':2}}                  | shadow.opacity: a number from 0 to 1
                    {'shadow':{'x':3}}                        | shadow.x: a number from -2 to 2
                    {'shadow':{'z':3}}                        | shadow.z: no such parameter
                    {'contact-shadow':{'width':4}}            | contact-shadow.width: a number from 0.2 to 3
                    {'contact-shadow':{'height':0.6}}         | contact-shadow.height: a number from 0.005 to 0.5
                    {'outline':{'width':'wide'}}              | outline.width: "wide" is no width; write pixels, as 6px
                    {'outline':{'width':'300px'}}             | outline.width: a width is 1px to 200px, not 300px
                    {'outline':{'width':6}}                   | outline.width: text expected
                    {'least-part':0.1}                        | least-part: there are no parts unless split is 1 or more
                    {'split':2,'background':'lime'}           | split: on a ground of its own each part would be as large as the photo; ask for crop too
                    {'split':2,'background':'blur','crop':false} | split: on a ground of its own
                    {'outline':{'color':'red'}}               | outline.color: no such parameter; there are width, colour
                    """)
    void whateverIsWrongIsNamed(String parameters, String problem) {
        assertThatThrownBy(() -> cutout(parameters)).hasMessageContaining("parameters.cutout." + problem);
    }

    @Test
    void everyParameterCountsForTheIdentity() throws FailedException {
        List<String> identities = new ArrayList<>();
        for (String parameters : List.of(
                "{}",
                "{'background':'white'}",
                "{'background':'blur'}",
                "{'background':'blur','blur':0.1}",
                "{'background':{'bucket':'b','key':'k'}}",
                "{'background':{'bucket':'b','key':'k','versionId':'v'}}",
                "{'grey':true}",
                "{'decontaminate':false}",
                "{'crop':true}",
                "{'crop':{'margin':'5%'}}",
                "{'crop':{'margin':'5px'}}",
                "{'crop':{'aspect':'1:1'}}",
                "{'crop':{'scale':0.5}}",
                "{'shadow':true}",
                "{'shadow':{'opacity':0.1}}",
                "{'shadow':{'blur':0.1}}",
                "{'shadow':{'x':0.1}}",
                "{'shadow':{'y':0.1}}",
                "{'contact-shadow':true}",
                "{'contact-shadow':{'opacity':0.1}}",
                "{'contact-shadow':{'width':2}}",
                "{'contact-shadow':{'height':0.2}}",
                "{'outline':true}",
                "{'outline':{'width':'3px'}}",
                "{'outline':{'width':'3%'}}",
                "{'outline':{'colour':'lime'}}",
                "{'thumb-hash':true}",
                "{'split':2}",
                "{'split':2,'least-part':0.1}",
                "{'metadata':'none'}")) {
            identities.add(cutout(parameters).identity());
        }
        assertThat(identities).doesNotHaveDuplicates();
        assertThat(cutout("{'crop':false}").identity()).isEqualTo(cutout("{}").identity());
        assertThat(cutout("{'crop':{'margin':'0px'}}").identity())
                .isEqualTo(cutout("{'crop':true}").identity());
    }

    @Test
    void groundsObjectIsAskedFor() throws FailedException {
        assertThat(cutout("{'background':{'bucket':'b','key':'k'}}").objects())
                .containsExactly(Map.entry("cutout.background", ObjectRef.of("b", "k")));
        assertThat(cutout("{}").objects()).isEmpty();
    }

    /** The subject is 10x20 at (25, 5); alpha of 12 left of it is not seen, that of 13 right of it is. */
    @Test
    void pictureIsCutToWhatIsSeen() throws Exception {
        Picture picture = shown("{'background':'white','crop':{'margin':'2px'}}");
        assertThat(picture.size()).isEqualTo(new PixelSize(10 + 4 + 4, 20 + 4));
        int[][] pixels = Painted.pixels(picture);
        assertThat(pixels[0][0]).isEqualTo(0xffffffff);
        assertThat(pixels[12][7]).isEqualTo(0xffc81e1e);
    }

    /** Also where it then reaches beyond the photo, and the subject is to stay where it was. */
    @Test
    void outlineIsWithinTheCrop() throws Exception {
        Picture picture = shown("{'crop':{'margin':'1px'},'outline':{'width':'3px','colour':'lime'}}");
        assertThat(picture.size()).isEqualTo(new PixelSize(14 + 6 + 2, 20 + 6 + 2));
        assertThat(Painted.pixels(picture)[2][11]).isEqualTo(0xff00ff00);
        String wide = "{'crop':{'scale':0.5,'position':'original'},'outline':{'width':'50px'}}";
        assertThat(shown(wide, SIZE, (x, y) -> 255).size()).isEqualTo(new PixelSize(320, 280));
    }

    /** Two subjects of 10x20 and 6x6, and a speck. */
    @Test
    void eachPartHasACutOutAndMeasuresOfItsOwn() throws Exception {
        try (PlainScene scene = new PlainScene(SIZE, (y, row) -> Arrays.fill(row, (byte) 200))) {
            scene.bring(Painted.mask(SIZE, (x, y) -> {
                boolean large = x >= 25 && x < 35 && y >= 5 && y < 25;
                boolean small = x >= 50 && x < 56 && y >= 30 && y < 36;
                return large || small || (x == 2 && y == 2) ? 255 : 0;
            }));
            List<Rendering> made = scene.run("cutout", "{\"crop\": true, \"split\": 5, \"background\": \"lime\"}");
            assertThat(made).extracting(Rendering::role).containsExactly("cutout", "cutout-1", "cutout-2");
            assertThat(made)
                    .extracting(Rendering::size)
                    .containsExactly(new PixelSize(54, 34), new PixelSize(10, 20), new PixelSize(6, 6));
            assertThat(scene.parts)
                    .containsExactly(
                            Map.entry("cutout-1", new Box(25, 5, 10, 20)),
                            Map.entry("cutout-2", new Box(50, 30, 6, 6)));
            assertThat(scene.shown()).containsExactly("cutout");
            assertThat(scene.run("cutout", "{\"split\": 1}")).hasSize(2);
        }
        assertThat(cutout("{'split':2}").artifacts())
                .extracting(ArtifactName::file)
                .containsExactly("cutout.png", "cutout-1.png", "cutout-2.png");
    }

    @Test
    void whatPartsAndOutlinesNeedCountsForThePermit() throws FailedException {
        assertThat(cutout("{}").bytesPerPixel()).isZero();
        assertThat(cutout("{'outline':true}").bytesPerPixel()).as("two floats").isEqualTo(8);
        assertThat(cutout("{'split':2}").bytesPerPixel()).as("and files").isEqualTo(2 + 4);
    }

    @Test
    void partsWhoseFilesAreTooLargeTogetherAreRefused() throws FailedException {
        CutoutOperation split = cutout("{'split':2}");
        split.refuseAbove(16_000_000, SIZE);
        assertThatThrownBy(() -> split.refuseAbove(16_000_001, SIZE))
                .hasMessageContaining("cutout.split: files of its parts hold more than 16000000 bytes, the most of a");
        split.refuseAbove(48_000_000, new PixelSize(4000, 3000));
        assertThatThrownBy(() -> split.refuseAbove(48_000_001, new PixelSize(4000, 3000)))
                .hasMessageContaining("photo of 4000x3000; ask for fewer parts");
    }

    @Test
    void outlineWiderThanIsDrawnIsRefused() {
        assertThatThrownBy(() -> shown("{'outline':{'width':'10%'}}", new PixelSize(10, 3000), (x, y) -> 255))
                .hasMessageContaining(
                        "cutout.outline.width: of a subject 3000 pixels high it is 300, at most 200 are drawn; ask for less");
    }

    @Test
    void withoutCropAllOfThePhotoIsThere() throws Exception {
        assertThat(shown("{}").size()).isEqualTo(SIZE);
        assertThat(shown("{'grey':true,'background':'blur','shadow':true}").layout())
                .isEqualTo(Picture.Layout.GREY);
    }

    /** Right of the subject alpha is 13 over four pixels of green: of its own red, once it is clean. */
    @Test
    void softEdgesAreCleanUnlessThatIsNotWanted() throws Exception {
        assertThat(Painted.pixels(shown("{'decontaminate':false}"))[15][36]).isEqualTo(0x0d1ec81e);
        int clean = Painted.pixels(shown("{}"))[15][36];
        assertThat(clean >>> 24).isEqualTo(13);
        assertThat(clean >> 16 & 0xff).as("red").isGreaterThan(clean >> 8 & 0xff);
    }

    @Test
    void monstrousCanvasIsRefused() {
        PixelSize size = new PixelSize(3000, 2000);
        assertThatThrownBy(() -> shown("{'crop':{'scale':0.3}}", size, (x, y) -> 255))
                .hasMessageContaining("cutout.crop: it would make 10000x6667 pixels of a photo of 3000x2000");
    }

    private static Picture shown(String parameters) throws Exception {
        return shown(parameters, SIZE, (x, y) -> {
            if (y < 5 || y >= 25) return 0;
            if (x >= 25 && x < 35) return 255;
            return x >= 35 && x < 39 ? 13 : x >= 21 && x < 25 ? 12 : 0;
        });
    }

    private static Picture shown(String parameters, PixelSize size, IntBinaryOperator alpha) throws Exception {
        CutoutOperation operation = cutout(parameters);
        List<Picture> shown = new ArrayList<>();
        Photo photo = Painted.photo(size, (x, y) -> x >= 25 && x < 35 ? 0xc81e1e : 0x1ec81e);
        Mask mask = Painted.mask(size, alpha);
        Scene scene = (Scene) Proxy.newProxyInstance(
                Scene.class.getClassLoader(),
                new Class<?>[] {Scene.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "photo" -> photo;
                    case "alpha" -> mask;
                    case "show" -> add(shown, (Picture) arguments[1]);
                    case "render" -> ((Outcome.Work<?>) arguments[0]).run();
                    default -> throw new UnsupportedOperationException(method.toString());
                });
        operation.render(scene);
        return shown.getFirst();
    }

    private static Object add(List<Picture> shown, Picture picture) {
        shown.add(picture);
        return null; // as a method without result must
    }

    private static CutoutOperation cutout(String parameters) throws FailedException {
        Map<String, JsonNode> values = new TreeMap<>();
        Json.MAPPER
                .readTree(parameters.replace('\'', '"'))
                .properties()
                .forEach(each -> values.put(each.getKey(), each.getValue()));
        return (CutoutOperation) Operations.make(Step.of("cutout", values), "parameters");
    }
}
