package io.kirinuki.worker.config;

import io.kirinuki.image.ByteSize;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text forms of values, as operators write them. Failures: {@link IllegalArgumentException} says what is wrong. */
public final class Texts {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([a-zA-Z]*)");

    private static final Map<String, Duration> DURATIONS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private static final Map<String, Long> SIZES = Map.of(
            "", 1L,
            "b", 1L,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "tb", 1_000_000_000_000L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30,
            "tib", 1L << 40);

    private static final Map<Class<?>, Function<String, Object>> READERS = Map.of(
            String.class, text -> text,
            Secret.class, Secret::new,
            int.class, Texts::integer,
            long.class, Texts::longInteger,
            double.class, Texts::number,
            boolean.class, Texts::truth,
            Duration.class, Texts::duration,
            ByteSize.class, Texts::size,
            URI.class, Texts::address,
            Path.class, Path::of);

    private Texts() {}

    /** The value of a key, within its range. */
    static Object read(Key key, String text) {
        var value = read(key.type(), text);
        key.least()
                .filter(least -> amount(value) < amount(read(key.type(), least)))
                .ifPresent(least -> {
                    throw new IllegalArgumentException("is below the least allowed, " + least);
                });
        key.most()
                .filter(most -> amount(value) > amount(read(key.type(), most)))
                .ifPresent(most -> {
                    throw new IllegalArgumentException("is above the most allowed, " + most);
                });
        return value;
    }

    private static Object read(Class<?> type, String text) {
        if (type.isEnum()) return constant(type, text);
        return READERS.get(type).apply(text);
    }

    /** A secret with a line break within would end a header, and be printed by who refuses that. */
    static void refuseControl(String secret) {
        if (secret.chars().noneMatch(Character::isISOControl)) return;
        throw new IllegalArgumentException("holds a line break or another control character; leave it out");
    }

    private static double amount(Object value) {
        if (value instanceof Duration duration) return duration.toNanos();
        return value instanceof ByteSize size ? size.bytes() : ((Number) value).doubleValue();
    }

    static int integer(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException("is not a whole number such as 16", notOne);
        }
    }

    static long longInteger(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException("is not a whole number such as 100000000", notOne);
        }
    }

    static double number(String text) {
        try {
            return new BigDecimal(text).doubleValue();
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException("is not a number such as 0.2", notOne);
        }
    }

    static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        };
    }

    /** {@code 100ms}, {@code 5s}, {@code 2m}, {@code 1h}, {@code 1d}, or ISO such as {@code PT5S}; up to 292 years. */
    public static Duration duration(String text) {
        try {
            var amount = AMOUNT.matcher(text);
            if (!amount.matches()) return Duration.ofNanos(Duration.parse(text).toNanos());
            var unit = DURATIONS.get(amount.group(2).toLowerCase(Locale.ROOT));
            if (unit != null) {
                var nanos = new BigDecimal(amount.group(1)).multiply(BigDecimal.valueOf(unit.toNanos()));
                return Duration.ofNanos(nanos.longValueExact());
            }
        } catch (DateTimeParseException | ArithmeticException notOne) {
            throw new IllegalArgumentException("is not a duration such as 100ms, 5s or 2m", notOne);
        }
        throw new IllegalArgumentException("is not a duration such as 100ms, 5s or 2m");
    }

    /** In the largest unit that needs no fraction: {@code 200ms}, {@code 30s}. */
    static String of(Duration duration) {
        if (duration.toMillis() % 1000 != 0 || duration.isZero()) return duration.toMillis() + "ms";
        return duration.toSeconds() % 60 == 0 ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
    }

    /** {@code 64MiB}, {@code 10MB} or plain bytes. */
    static ByteSize size(String text) {
        try {
            var amount = AMOUNT.matcher(text);
            if (amount.matches()) {
                var unit = SIZES.get(amount.group(2).toLowerCase(Locale.ROOT));
                if (unit != null) {
                    var bytes = new BigDecimal(amount.group(1)).multiply(new BigDecimal(BigInteger.valueOf(unit)));
                    return new ByteSize(bytes.longValueExact());
                }
            }
        } catch (ArithmeticException notOne) {
            throw new IllegalArgumentException("is not a size such as 64MiB, 10MB or 1048576", notOne);
        }
        throw new IllegalArgumentException("is not a size such as 64MiB, 10MB or 1048576");
    }

    /** An http or https address of a host, without path, query or user. */
    static URI address(String text) {
        try {
            var address = new URI(text);
            var scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
            boolean bare = address.getHost() != null
                    && address.getUserInfo() == null
                    && address.getQuery() == null
                    && address.getFragment() == null
                    && (address.getPath().isEmpty() || address.getPath().equals("/"));
            if ((scheme.equals("http") || scheme.equals("https")) && bare) return address;
        } catch (URISyntaxException notOne) {
            throw new IllegalArgumentException("is not an address such as http://localhost:9000", notOne);
        }
        throw new IllegalArgumentException(
                "is not an address such as http://localhost:9000: scheme, host and port only");
    }

    /** The constant whose name this is, in any case, with {@code -} or {@code _}. */
    static Enum<?> constant(Class<?> type, String text) {
        var constants =
                Arrays.stream(type.getEnumConstants()).map(Enum.class::cast).toList();
        for (Enum<?> constant : constants) {
            if (constant.name().equalsIgnoreCase(text.replace('-', '_'))) return constant;
        }
        var known = constants.stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("is not one of " + known);
    }
}
