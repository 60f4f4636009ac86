package io.kirinuki.worker.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {
    private static final String TYPE = "multipart/form-data; boundary=\"x y\"";

    private static Form read(String type, String body) throws Form.UnreadableException {
        return Form.read(type, body.replace("\n", "\r\n").getBytes(UTF_8));
    }

    @Test
    void partsAreFieldsAndFiles() throws Form.UnreadableException {
        Form form = read(TYPE, """
                --x y
                Content-Disposition: form-data; name="a"

                one
                --x y
                Content-Disposition: form-data; name="a"

                two
                --x y
                Content-Disposition: form-data; name="file"; filename="../b \\"c\\".jpg"
                Content-Type: image/jpeg

                bytes
                --x y--
                """);
        assertThat(form.field("a").orElseThrow().text()).isEqualTo("one");
        assertThat(form.fields().get("a")).hasSize(2);
        Form.Field file = form.field("file").orElseThrow();
        assertThat(file.fileName()).contains("../b \"c\".jpg");
        assertThat(file.content().length()).isEqualTo(5);
        assertThat(form.field("b")).isEmpty();
    }

    @Test
    void encodedFieldsAreDecoded() throws Form.UnreadableException {
        Form form = Form.read(Form.ENCODED, "a=1%2B1&b=%E5%88%87+x&c=".getBytes(UTF_8));
        assertThat(form.field("a").orElseThrow().text()).isEqualTo("1+1");
        assertThat(form.field("b").orElseThrow().text()).isEqualTo("\u5207 x");
        assertThat(form.fields().get("c")).extracting(Form.Field::text).isEqualTo(List.of(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--x y",
                "--x y\nContent-Disposition: form-data; name=\"a\"\n\none",
                "--x y\nContent-Disposition: form-data\n\none\n--x y--\n",
                "no form at all"
            })
    void whatIsNoFormSaysSo(String body) {
        assertThatThrownBy(() -> read(TYPE, body)).isInstanceOf(Form.UnreadableException.class);
        assertThatThrownBy(() -> read("multipart/form-data", body)).isInstanceOf(Form.UnreadableException.class);
    }

    @Test
    void aFormOfManyFieldsIsRefused() {
        String many = "--x y\nContent-Disposition: form-data; name=\"a\"\n\n1\n".repeat(65) + "--x y--\n";
        assertThatThrownBy(() -> read(TYPE, many)).isInstanceOf(Form.UnreadableException.class);
    }
}
