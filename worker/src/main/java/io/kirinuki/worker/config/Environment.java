package io.kirinuki.worker.config;

import io.kirinuki.worker.config.Key.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Turns environment variables into keys. An empty variable counts as not given. */
final class Environment {
    private static final String OURS = "KIRINUKI_";

    /** Names that are not keys: ours to find the file, and the launcher's. */
    private static final Set<String> EXEMPT =
            Set.of(ConfigReader.FILE_VARIABLE, "KIRINUKI_JAVA_HOME", "KIRINUKI_JAVA_OPTS");

    /** Kubernetes announces a Service named kirinuki to every pod near it; those variables are nobody's mistake. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("(.+_SERVICE_HOST=.*)|(.+_SERVICE_PORT(_[A-Z0-9_]+)?=\\d+)|(.+_PORT=\\w+://.*)"
                    + "|(.+_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?=.*)");

    private Environment() {}

    /** The values by key; names that are no key are added to the problems. */
    static Map<String, String> read(Map<String, String> variables, List<String> problems) {
        var values = new TreeMap<String, String>();
        new TreeMap<>(variables).forEach((variable, text) -> {
            if (!variable.startsWith(OURS) || EXEMPT.contains(variable) || text.isBlank()) return;
            var key = key(variable);
            if (key.isPresent()) values.put(key.get(), text);
            else if (!SERVICE_LINK.matcher(variable + "=" + text).matches()) problems.add(unknown(variable));
        });
        return values;
    }

    private static Optional<String> key(String variable) {
        return Keys.all().stream().flatMap(key -> below(key, variable).stream()).findFirst();
    }

    private static Optional<String> below(Key key, String variable) {
        if (key.kind() != Kind.MAP) {
            return Optional.of(key.name()).filter(name -> key.variable().equals(variable));
        }
        var start = key.variable() + "_";
        if (!variable.startsWith(start) || variable.length() == start.length()) return Optional.empty();
        var rest = variable.substring(start.length()).toLowerCase(Locale.ROOT).replace('_', '.');
        return Optional.of(key.name() + "." + rest);
    }

    private static String unknown(String variable) {
        return RetiredKeys.problemOfVariable(variable)
                .orElseGet(() -> UnknownKeys.problem(
                        variable, "environment variable", Keys.all().stream().map(Key::variable)));
    }
}
