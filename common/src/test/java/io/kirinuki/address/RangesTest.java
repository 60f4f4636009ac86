package io.kirinuki.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("AddressSelection") // numbers: nobody is asked
class RangesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.169.254",
                "169.254.170.2",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.7",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:0:127.0.0.1",
                "::127.0.0.1",
                "::8.8.8.8",
                "64:ff9b::127.0.0.1",
                "64:ff9b::8.8.8.8",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:53aa:64c:0:fbfe:80ff:fffe",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "3fff::1",
                "4000::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "2a00:1450::5efe:7f00:1",
                "2a00:1450::200:5efe:a00:1",
            })
    void whatIsNotOutThereIsClosed(String number) throws Exception {
        assertThat(Ranges.closed(InetAddress.getByName(number))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2001:4860:4860::8888",
                "2a00:1450:4001:830::200e",
            })
    void whatIsOutThereIsOpen(String number) throws Exception {
        assertThat(Ranges.closed(InetAddress.getByName(number))).isEmpty();
    }

    @Test
    void hostsAreNamedOrAllBelowAName() {
        HostNames hosts = HostNames.parse("Images.example.org, *.cdn.example.net,");
        assertThat(hosts.holds("images.example.org")).isTrue();
        assertThat(hosts.holds("a.cdn.example.net")).isTrue();
        assertThat(hosts.holds("a.b.cdn.example.net")).isTrue();
        assertThat(hosts.holds("cdn.example.net")).isFalse();
        assertThat(hosts.holds("evilcdn.example.net")).isFalse();
        assertThat(hosts.holds("a.images.example.org")).isFalse();
        assertThat(hosts.holds("images.example.org.evil.example")).isFalse();
        assertThat(HostNames.NONE.holds("images.example.org")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*.com",
                "*.",
                "a.*.example.org",
                "https://example.org",
                "example.org/a",
                "example.org:8443",
                "10.0.0.1",
                "[::1]",
                "u@example.org",
                "example.org.",
                "bücher.example",
            })
    void whatIsNoHostIsRefusedByName(String text) {
        assertThatThrownBy(() -> HostNames.parse("ok.example, " + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }
}
