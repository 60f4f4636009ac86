package io.kirinuki.evaluation.change;

import static io.kirinuki.evaluation.change.ChangeScene.OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kirinuki.evaluation.change.ChangeFigures.Angles;
import io.kirinuki.evaluation.change.ChangeFigures.Apart;
import io.kirinuki.evaluation.change.ChangeFigures.Counted;
import io.kirinuki.evaluation.change.ChangeFigures.LabelChange;
import io.kirinuki.evaluation.change.ChangeFigures.ModelChange;
import io.kirinuki.schema.ObjectRef;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChangeTest {
    private static final ChangeScene NEW = OLD.made("f2", "3");

    private final ChangeTally tally = new ChangeTally();

    @Test
    void artifactsOfOneRoleAreCompared() {
        assertThat(roles(new String[] {"cutout", "mask"}, new String[] {"mask", "cutout"}))
                .containsExactly("mask", "mask");
        assertThat(roles(new String[] {"cutout", "mask"}, new String[] {"cutout"}))
                .containsExactly("cutout", "cutout");
        assertThat(roles(new String[] {"matte", "cutout"}, new String[] {"cutout", "matte"}))
                .containsExactly("matte", "matte");
    }

    @Test
    void otherwiseTheLikeliestOfEach() {
        assertThat(roles(new String[] {"cutout"}, new String[] {"mask"})).containsExactly("cutout", "mask");
        assertThat(roles(new String[] {"runs:application/json", "mine"}, new String[] {"cutout"}))
                .containsExactly("mine", "cutout");
        assertThat(roles(new String[] {"overlay:image/jpeg", "mask:application/zip"}, new String[] {"mask"}))
                .isEmpty();
    }

    private static List<String> roles(String[] before, String[] after) {
        return new Change(OLD.rendition(before), NEW.rendition(after))
                .layers().stream()
                        .flatMap(layers -> Stream.of(layers.before(), layers.after()))
                        .map(Rendition.Layer::role)
                        .toList();
    }

    @Test
    void theSameWorkOnTheSameImageIsNoChange() {
        tally.add(new Change(OLD.rendition("mask"), OLD.rendition("mask")));
        tally.add(new Change(OLD.rendition(), OLD.rendition()));
        tally.add(new Change(OLD.rendition("mask"), NEW.rendition("mask")));
        tally.add(new Change(OLD.rendition("mask"), OLD.etag("another").rendition("mask")));
        assertThat(tally.figures())
                .returns(4L, ChangeFigures::pairs)
                .returns(2L, ChangeFigures::unchanged)
                .returns(1L, ChangeFigures::unchangedAlphas);
        assertThat(tally.changes()).hasSize(2);
    }

    @Test
    void modelsAndLabelsAreCountedTheMostFrequentFirst() {
        for (int i = 0; i < 2; i++) {
            tally.add(new Change(OLD.label("mug").rendition(), NEW.label("cup").rendition()));
        }
        tally.add(new Change(OLD.label("cup").rendition(), NEW.label("mug").rendition()));
        tally.add(new Change(OLD.label("cup").rendition(), OLD.label("cup").rendition()));
        ChangeFigures figures = tally.figures();
        assertThat(figures.labels())
                .containsExactly(
                        new Counted<>(new LabelChange("mug", "cup"), 2),
                        new Counted<>(new LabelChange("cup", "mug"), 1));
        assertThat(figures.labelled()).isEqualTo(4);
        assertThat(figures.relabelled()).isEqualTo(3);
        assertThat(figures.models())
                .extracting(each -> each.what().title(), Counted::count)
                .containsExactly(
                        tuple("subject 1 (11111111) -> 3 (33333333)", 3L),
                        tuple("subject 1 (11111111) -> the same", 1L));
        var fresh = new ModelChange(
                "matting",
                Optional.empty(),
                Optional.of(NEW.rendition().models().getFirst()));
        assertThat(fresh.title()).isEqualTo("matting none -> 3 (33333333)");
    }

    @Test
    void anglesAreFarApartAroundTheCircle() {
        tally.add(new Change(OLD.turned(179).rendition(), NEW.turned(-179).rendition()));
        tally.add(new Change(OLD.turned(3).rendition(), NEW.turned(-1).rendition()));
        tally.add(new Change(OLD.turned(3).rendition(), NEW.rendition()));
        assertThat(tally.figures().angles()).contains(new Angles(2, 3, 4));
    }

    @Test
    void theImagesWhoseAnglesAreFurthestApartAreNamedTheFurthestFirstAndNoMoreThanTwenty() {
        for (int i = 1; i <= 30; i++) {
            int by = i * 7 % 31; // 1 to 30, in no order
            tally.add(new Change(OLD.turned(0).rendition(), NEW.turned(by).rendition()));
        }
        tally.add(new Change(OLD.turned(-179).rendition(), NEW.turned(120).rendition()));
        tally.add(new Change(OLD.turned(5).rendition(), NEW.turned(5).rendition()));
        List<Apart> furthest = tally.figures().turnedMost();
        assertThat(furthest).hasSize(20);
        assertThat(furthest.getFirst())
                .isEqualTo(new Apart(ObjectRef.of("photos", "cat.jpg"), "-179.0\u00b0", "120.0\u00b0", 61));
        assertThat(furthest).extracting(Apart::by).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(furthest.getLast().by()).isEqualTo(12);
    }

    @Test
    void ofChangedLabelsThoseThatBothRunsWereSureOfComeFirst() {
        tally.add(new Change(
                OLD.label("mug").sure(0.9).rendition(),
                NEW.label("cup").sure(0.3).rendition()));
        tally.add(new Change(
                OLD.label("mug").sure(0.8).rendition(),
                NEW.label("jar").sure(0.7).rendition()));
        tally.add(new Change(
                OLD.label("mug").sure(0.9).rendition(),
                NEW.label("mug").sure(0.9).rendition()));
        assertThat(tally.figures().relabelledMost()).extracting(Apart::after).containsExactly("jar", "cup");
    }

    @Test
    void failuresAreCountedByWhereTheyCameAndWent() {
        tally.mended("NotFound");
        tally.mended("NotFound");
        tally.broken("TimedOut");
        tally.failing("Undecodable");
        tally.unanswered(5);
        assertThat(tally.figures())
                .returns(Map.of("NotFound", 2L), ChangeFigures::mended)
                .returns(Map.of("TimedOut", 1L), ChangeFigures::broken)
                .returns(Map.of("Undecodable", 1L), ChangeFigures::failing)
                .returns(5L, ChangeFigures::unanswered)
                .returns(0L, ChangeFigures::pairs);
    }
}
