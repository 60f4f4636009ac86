package io.kirinuki.evaluation.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkupTest {
    @Test
    void whatIsNotMarkupIsEscaped() {
        assertThat(Markup.of("<p title=\"{}\">{}</p>", "\" onload='x'", "<b>&{}")
                        .html())
                .isEqualTo("<p title=\"&quot; onload=&#39;x&#39;\">&lt;b&gt;&amp;{}</p>");
    }

    @Test
    void markupStaysAsItIs() {
        assertThat(Markup.of("<p>{}</p>", Markup.of("<b>{}</b>", 7)).html()).isEqualTo("<p><b>7</b></p>");
    }

    @Test
    void whatHtmlCannotHoldIsShownAsUnknown() {
        assertThat(Markup.of("{}", "a\u0000b\u001bc\ud83dd写😀").html()).isEqualTo("a\ufffdb\ufffdc\ufffdd写😀");
    }

    @Test
    void placesAndValuesMustBeAsMany() {
        assertThatThrownBy(() -> Markup.of("{}", 1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Markup.of("{}{}", 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
