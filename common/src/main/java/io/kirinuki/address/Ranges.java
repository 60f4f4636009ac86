package io.kirinuki.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * What is not out there: addresses of this machine, of the networks around it, of the clouds' metadata services, and of
 * no machine at all (the special-purpose registries of IANA; RFC 6890). IPv6 addresses that carry an IPv4 address for a
 * translator or a tunnel are among them, since what is behind those is decided elsewhere.
 */
public final class Ranges {
    /** Before {@link #GLOBAL}, which holds some of them. */
    private static final List<Range> CLOSED = List.of(
            Range.of("0.0.0.0/8", "of this network"),
            Range.of("10.0.0.0/8", "private"),
            Range.of("100.64.0.0/10", "behind a provider's translator, or of a cloud's metadata"),
            Range.of("127.0.0.0/8", "of this machine"),
            Range.of("168.63.129.16/32", "of a cloud's platform"),
            Range.of("169.254.0.0/16", "link-local, or of a cloud's metadata"),
            Range.of("172.16.0.0/12", "private"),
            Range.of("192.0.0.0/24", "of a protocol, or of a cloud's metadata"),
            Range.of("192.0.2.0/24", "for documentation"),
            Range.of("192.31.196.0/24", "of a protocol"),
            Range.of("192.52.193.0/24", "of a protocol"),
            Range.of("192.88.99.0/24", "of a tunnel"),
            Range.of("192.168.0.0/16", "private"),
            Range.of("192.175.48.0/24", "of a protocol"),
            Range.of("198.18.0.0/15", "for benchmarks"),
            Range.of("198.51.100.0/24", "for documentation"),
            Range.of("203.0.113.0/24", "for documentation"),
            Range.of("224.0.0.0/4", "for many at once"),
            Range.of("240.0.0.0/4", "reserved"),
            Range.of("2001::/32", "of a tunnel (Teredo)"),
            Range.of("2001::/23", "of a protocol"),
            Range.of("2001:db8::/32", "for documentation"),
            Range.of("2002::/16", "of a tunnel (6to4)"),
            Range.of("2620:4f:8000::/48", "of a protocol"),
            Range.of("3fff::/20", "for documentation"));

    /** The one part of IPv6 that is given out: all else is local, translated, or nobody's. */
    private static final Range GLOBAL = Range.of("2000::/3", "public");

    /** The four bytes before the end that RFC 5214 marks an IPv4 address with, behind any prefix. */
    private static final byte[][] ISATAP = {{0, 0, 0x5e, (byte) 0xfe}, {2, 0, 0x5e, (byte) 0xfe}};

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Range(byte[] prefix, int bits, String words) {
        @SuppressWarnings("AddressSelection") // numbers: nobody is asked
        private static Range of(String text, String words) {
            int slash = text.indexOf('/');
            try {
                byte[] prefix = InetAddress.getByName(text.substring(0, slash)).getAddress();
                return new Range(prefix, Integer.parseInt(text.substring(slash + 1)), words);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text, e);
            }
        }

        private boolean holds(byte[] address) {
            if (address.length != prefix.length) return false;
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((address[bit >> 3] & mask) != (prefix[bit >> 3] & mask)) return false;
            }
            return true;
        }
    }

    private Ranges() {}

    /** What speaks against reaching it: {@code private}; empty where it is a public address. */
    public static Optional<String> closed(InetAddress address) {
        byte[] bytes = address.getAddress(); // of ::ffff:a.b.c.d Java makes a.b.c.d
        for (Range range : CLOSED) if (range.holds(bytes)) return Optional.of(range.words());
        if (bytes.length == 4) return Optional.empty();
        if (!GLOBAL.holds(bytes)) return Optional.of("local, translated or reserved");
        return isatap(bytes) ? Optional.of("of a tunnel (ISATAP)") : Optional.empty();
    }

    private static boolean isatap(byte[] address) {
        for (byte[] mark : ISATAP) {
            boolean marked = true;
            for (int i = 0; i < mark.length; i++) marked &= address[8 + i] == mark[i];
            if (marked) return true;
        }
        return false;
    }
}
