package io.kirinuki.worker.job.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kirinuki.worker.job.history.Where.Field;
import io.kirinuki.worker.job.history.Where.Match;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WhereTest {
    private record Car(String maker, List<String> colours, List<Double> price) {}

    private static final Map<String, Field<Car>> FIELDS = Map.of(
            "maker", Where.text(car -> List.of(car.maker())),
            "colour", Where.text(Car::colours),
            "start", new Field<>(Match.START, car -> List.of(car.maker())),
            "end", new Field<>(Match.END, car -> List.of(car.maker())),
            "price",
                    new Field<>(
                            Match.NUMBER,
                            car -> car.price().stream().map(String::valueOf).toList()));

    private static final Car RED = new Car("Volvo", List.of("red", "grey"), List.of(12.5));
    private static final Car NONE = new Car("a.b", List.of(), List.of());

    private static boolean holds(String text, Car car) {
        return Where.parse(text, FIELDS, FIELDS.keySet()).test(car);
    }

    @Test
    void allConditionsMustHold() {
        assertThat(holds("", RED)).isTrue();
        assertThat(holds("maker=Volvo, colour=red", RED)).isTrue();
        assertThat(holds("maker=Volvo,colour=blue", RED)).isFalse();
    }

    @Test
    void textIsComparedWhole_andAStarIsAnything() {
        assertThat(holds("maker=Vol", RED)).isFalse();
        assertThat(holds("maker=V*o", RED)).isTrue();
        assertThat(holds("maker=*", RED)).isTrue();
        assertThat(holds("maker=a.b", NONE)).isTrue();
        assertThat(holds("maker=a?b", NONE)).isFalse();
        assertThat(holds("maker=a.*", new Car("axb", List.of(), List.of()))).isFalse();
    }

    @Test
    void startsAndEndsAreEnough() {
        assertThat(holds("start=Vol", RED)).isTrue();
        assertThat(holds("end=lvo", RED)).isTrue();
        assertThat(holds("start=olv", RED)).isFalse();
    }

    @Test
    void oneOfSeveralValuesIsEnough_onEitherSide() {
        assertThat(holds("colour=blue|grey", RED)).isTrue();
        assertThat(holds("colour!=blue|grey", RED)).isFalse();
    }

    @Test
    void aNegationHoldsWhereThereIsNoValue() {
        assertThat(holds("colour!=red", NONE)).isTrue();
        assertThat(holds("colour=red", NONE)).isFalse();
        assertThat(holds("price<100", NONE)).isFalse();
    }

    @Test
    void numbersAreCompared() {
        assertThat(holds("price>12", RED)).isTrue();
        assertThat(holds("price<12.4", RED)).isFalse();
        assertThat(holds("price=12.50", RED)).isTrue();
    }

    @Test
    void mistakesAreNamed() {
        assertMistake("volvo", "\"volvo\" is no condition");
        assertMistake("wheels=4", "\"wheels\" is none of the fields");
        assertMistake("maker<3", "maker is no number");
        assertMistake("price=dear", "price: a number expected, found \"dear\"");
        assertMistake("maker=", "maker: a value expected behind =");
    }

    @Test
    void aTextInQuotesMayHoldWhatPartsOthers() {
        Car odd = new Car("a, b|c \"d\" \\e", List.of("red, dark"), List.of());
        assertThat(holds("maker=\"a, b|c \\\"d\\\" \\\\e\"", odd)).isTrue();
        assertThat(holds("colour=\"red, dark\", maker=a*", odd)).isTrue();
        assertThat(holds("colour=blue|\"red, dark\"|green , maker!=\"x, y\"", odd))
                .isTrue();
        assertThat(holds("colour=\"red, *\"", odd)).isTrue();
        assertThat(holds("colour = \"red, light\"", odd)).isFalse();
        assertThat(holds("start=\"a, \"", odd)).isTrue();
        assertThat(holds("end=\"b|c\"|\"\\\\e\"", odd)).isTrue();
    }

    @Test
    void aQuoteThatBeginsNoValueIsACharacterLikeOthers() {
        Car inches = new Car("19\" rack", List.of(), List.of());
        assertThat(holds("maker=19\" rack", inches)).isTrue();
        assertThat(holds("maker=19\"*, start=1", inches)).isTrue();
    }

    @Test
    void quotesThatDoNotCloseAreNamed() {
        assertMistake("maker=\"Volvo, colour=red", "a closing quote is missing behind");
        assertMistake("maker=\"Vol\"vo", "behind the closing quote of maker=\"Vol\" a comma or a bar expected");
    }

    private static void assertMistake(String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> holds(text, RED)).withMessageContaining(message);
    }
}
