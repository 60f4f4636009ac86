package io.kirinuki.worker.job.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.worker.event.Buried;
import io.kirinuki.worker.event.DeadLetter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterFilterTest {
    private static final DeadLetter LETTER = Buried.letter(
            """
            {"id": "r-1", "source": {"bucket": "shop", "key": "shoes/1.jpg"}, "pipeline": "mask"}\
            """,
            "x-failure-name",
            "Unavailable",
            "x-failure-class",
            "transient",
            "x-failure-message",
            "object s3://shop/shoes/1.jpg is unavailable: 503",
            "x-attempt",
            "10",
            "x-replay-count",
            "2",
            "__streams.errors.topic",
            "image-requests");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bucket=shop",
                "key=shoes/*.jpg",
                "prefix=shoes/",
                "suffix=.png|.jpg",
                "pipeline=mask",
                "id=r-1",
                "failure=NotFound|Unavailable",
                "fate=transient",
                "topic=image-requests",
                "message=*503",
                "attempts=10",
                "attempts>9",
                "redrives<3",
                "redrives!=0, failure!=NotFound, prefix!=boots/"
            })
    void isMeant(String where) {
        assertThat(LetterFilter.parse(where).test(LETTER)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bucket=sho",
                "key=*.png",
                "prefix=boots/",
                "suffix=.png",
                "pipeline=cutout",
                "id!=r-1",
                "failure=NotFound",
                "fate=permanent",
                "topic=image-backfill",
                "message=503",
                "attempts<10",
                "redrives=1",
                "failure=Unavailable, redrives=0"
            })
    void isNotMeant(String where) {
        assertThat(LetterFilter.parse(where).test(LETTER)).isFalse();
    }

    @Test
    void whatCannotBeReadMeetsOnlyWhatIsNotAskedOfIt() {
        DeadLetter torn = Buried.letter("{", "x-failure-name", "InvalidRequest");
        assertThat(LetterFilter.parse("bucket=*").test(torn)).isFalse();
        assertThat(LetterFilter.parse("bucket!=shop").test(torn)).isTrue();
        assertThat(LetterFilter.parse("attempts>0").test(torn))
                .as("nobody counted")
                .isFalse();
        assertThat(LetterFilter.parse("redrives=0").test(torn)).isTrue();
    }

    @Test
    void aFieldThatIsNoneIsNamedWithThoseThereAre() {
        assertThatThrownBy(() -> LetterFilter.parse("outcome=failed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("outcome")
                .hasMessageContaining("attempts, bucket, failure, fate, id, key");
        assertThatThrownBy(() -> LetterFilter.parse("attempts=many")).hasMessageContaining("a number expected");
    }
}
