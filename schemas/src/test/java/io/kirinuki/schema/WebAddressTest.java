package io.kirinuki.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.kirinuki.schema.Reading.Read;
import io.kirinuki.schema.Reading.Unreadable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An address is read in one way or not at all, and shows nobody what lets him in. */
class WebAddressTest {
    private static final String SECRET = "X-Amz-Signature=5d41402abc4b2a76b9719d911017c592";

    @Test
    void partsAreNamedAsThoseOfAnObjectAre() {
        var address = new WebAddress("HTTPS://Images.Example.ORG:8443/a/Red%20shoe.jpg?" + SECRET + "#top");
        assertThat(address.host()).isEqualTo("images.example.org");
        assertThat(address.port()).isEqualTo(8443);
        assertThat(address.secure()).isTrue();
        assertThat(address.bucket()).isEqualTo("images.example.org:8443");
        assertThat(address.key()).isEqualTo("a/Red%20shoe.jpg");
        assertThat(address.url()).isEqualTo("https://images.example.org:8443/a/Red%20shoe.jpg?" + SECRET);
        assertThat(new WebAddress("http://a.example:80")).isEqualTo(new WebAddress("http://a.example/"));
        assertThat(new WebAddress("http://a.example").key()).isEqualTo("/");
    }

    @Test
    void whatIsShownEndsBeforeTheQuery() {
        var address = new WebAddress("https://a.example/k.jpg?" + SECRET);
        var request = ImageRequest.of("1", address, "cutout");
        assertThat(address).hasToString("https://a.example/k.jpg");
        assertThat(address.shownUrl()).contains("https://a.example/k.jpg");
        assertThat(request.toString()).doesNotContain("Signature");
        assertThat(ImageFailure.Source.of(address).toString()).doesNotContain("Signature");
        assertThat(new String(Json.write(request), UTF_8))
                .as("which must be asked for")
                .contains(SECRET);
    }

    /** The tricks by which one host is made to look like another, or like none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://2130706433/            | is a number",
                "https://017700000001/          | is a number",
                "https://0x7f000001/            | is a number",
                "https://0x7f.1/                | is a number",
                "https://0177.0.0.0x1/          | is a number",
                "https://127.1/                 | is a number",
                "https://127.0.0.1/             | is a number",
                "https://0/                     | is a number",
                "https://[::]/                  | is a number",
                "https://[::1]:443/             | is a number",
                "https://[::ffff:127.0.0.1]/    | is a number",
                "https://[fe80::1%25eth0]/      | is a number",
                "https://good.example@evil.example/     | user",
                "https://good.example:443@evil.example/ | user",
                "https://a:b@good.example/      | user",
                "https://good%2eexample/        | no name",
                "https://good.example%00.evil/  | no name",
                "https://good.example./         | no name",
                "https://.good.example/         | no name",
                "https://good..example/         | no name",
                "https://-good.example/         | no name",
                "https:///good.example/         | no name",
                "https://good.example:/         | a port",
                "https://good.example:0/        | a port",
                "https://good.example:65536/    | a port",
                "https://good.example:+443/     | a port",
                "https://good.example:443:80/   | a port",
                "https:/good.example/           | https://host/path",
                "//good.example/                | https://host/path",
                "good.example/a.jpg             | https://host/path",
                "file:///etc/passwd             | https://host/path",
                "ftp://good.example/            | https://host/path",
                "gopher://good.example/         | https://host/path",
                "jar:https://good.example/a!/b  | https://host/path",
                "data:image/png;base64,AAAA     | https://host/path",
                "https://good.example/a/../b    | segments",
                "https://good.example/%2e%2E/b  | segments",
                "https://good.example/.         | segments",
                "https://good.example/100%      | percent-encoded, %25",
                "https://good.example/%zz       | %25",
            })
    void whatCouldBeReadInTwoWaysIsRefused(String url, String words) {
        assertThatThrownBy(() -> new WebAddress(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words.replace("percent-encoded, ", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://good.example\\@evil.example/",
                "https:\\\\good.example/",
                "https://good.example\t/",
                "https://good\n.example/",
                "https://good.example/a\r\nHost: evil",
                " https://good.example/",
                "https://good.example/a b.jpg",
                "https://good.example/\u0000",
                "https://127\u30020\u30020\u30021/",
                "https://good\uff0eexample/",
                "https://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460/",
                "https://ｌocalhost/",
                "https://bücher.example/",
            })
    void whatIsNotPlainAsciiIsRefused(String url) {
        assertThatThrownBy(() -> new WebAddress(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("percent-encoded");
    }

    @Test
    void lengthIsBounded() {
        assertThat(new WebAddress("https://a.example/?" + "q".repeat(8000)).hasQuery())
                .isTrue();
        assertThatThrownBy(() -> new WebAddress("https://a.example/?" + "q".repeat(8192)))
                .hasMessageContaining("8192");
        assertThatThrownBy(() -> new WebAddress("https://a.example/" + "p".repeat(2048)))
                .hasMessageContaining("2048");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'url':'https://a.example/k','bucket':'b'} | source: url, or bucket and key, expected, found both; leave one of them out",
                "{'url':5}                                  | source.url: string expected, integer found",
                "{'url':''}                                 | source.url: at least 1 character expected, 0 found",
                "{'url':null}                               | source.bucket: required but missing; source.key: required but missing",
                "{}                                         | source.bucket: required but missing; source.key: required but missing",
                "{'url':'https://u:geheim@a.example/k'}     | source.url: a user or a password before the host is not taken; leave it out",
                "{'url':'https://127.1/geheim?geheim'}      | source.url: the host is a number; name it, for what is reached is decided by names",
            })
    void problemNamesTheFieldAndRepeatsNothing(String source, String problem) {
        assertThat(read(source))
                .asInstanceOf(type(Unreadable.class))
                .extracting(Unreadable::problem)
                .isEqualTo(problem);
    }

    @Test
    void requestIsReadAndRefusalsKeepWhereItIs() {
        assertThat(read("{'url':'https://a.example/k?q','bucket':null}"))
                .isEqualTo(new Read(new ImageRequest(
                        Optional.empty(),
                        new WebAddress("https://a.example/k?q"),
                        Optional.of("p"),
                        List.of(),
                        Map.of(),
                        ImageRequest.Output.DEFAULT,
                        Optional.empty(),
                        Optional.empty())));
        var wrong = (Unreadable)
                new RequestReader().read("{\"source\":{\"url\":\"https://a.example/k?q\"}}".getBytes(UTF_8));
        assertThat(wrong.source()).contains(new WebAddress("https://a.example/k?q"));
    }

    private static Reading read(String source) {
        String event = "{'source':" + source + ",'pipeline':'p'}";
        return new RequestReader().read(event.replace('\'', '"').getBytes(UTF_8));
    }
}
