package io.kirinuki.release;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which licences fit what is given away under Apache-2.0, and the notice that follows from what ships. */
final class Licences {
    /**
     * Those that fit, what is preferred first. EPL-2.0 fits where a component is given away whole and unchanged, and its
     * sources can be had from its makers.
     */
    private static final List<String> FITTING =
            List.of("Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "EPL-2.0");

    /** What makers call one of these in words of their own. */
    private static final Map<String, String> NAMES =
            Map.of("Bouncy Castle Licence", "MIT", "Go License", "BSD-3-Clause");

    /** JLine calls its licence "The BSD License", which the bill takes for the oldest; its text is the one of three clauses. */
    private static final Map<String, String> CORRECTED = Map.of("org.jline", "BSD-3-Clause");

    private static final String HEAD = """
            Kirinuki
            Copyright 2026 The Kirinuki authors

            Licensed under the Apache License, Version 2.0: see LICENSE.

            What ships beside our own code, whole and unchanged, and the licence that is chosen where its makers offer
            several. Licences and notices that a jar brings lie beside the jars, in `licences` of the release and
            /opt/kirinuki/licences of the image, with deploy/licences.txt for those that bring none. Made of the build's
            software bill of materials (CycloneDX, sbom.json beside it) and held to it by LicencesTest and ShippedJarsIT.
            """;

    private Licences() {}

    /** The licence under which a component is given away; empty where none of its own fits. */
    static Optional<String> chosen(Component component) {
        if (CORRECTED.containsKey(component.group())) return Optional.of(CORRECTED.get(component.group()));
        List<String> known = component.licences().stream()
                .map(licence -> NAMES.getOrDefault(licence, licence))
                .toList();
        return FITTING.stream().filter(known::contains).findFirst();
    }

    /** What keeps these from being given away under Apache-2.0, with what to do. */
    static List<String> problems(List<Component> components) {
        List<String> problems = new ArrayList<>();
        for (Component component : components) {
            if (chosen(component).isPresent()) continue;
            problems.add(
                    component.licences().isEmpty()
                            ? component + ": names no licence; leave it out, or find its licence and add it to Licences"
                            : "%s: %s does not fit Apache-2.0; leave it out, or add it to Licences where it does"
                                    .formatted(component, String.join(" or ", component.licences())));
        }
        return problems;
    }

    /** The whole notice: what the image holds, and what only the release does. */
    static String notice(List<Component> image, List<Component> release) {
        Set<Component> inImage = new HashSet<>(image);
        List<Component> alone = release.stream()
                .filter(component -> !inImage.contains(component))
                .toList();
        return HEAD + "\nIn the image and in the release\n" + list(image)
                + "\nIn the release alone, behind demo and process\n" + list(alone);
    }

    private static String list(List<Component> components) {
        StringBuilder text = new StringBuilder();
        for (String licence : FITTING) {
            TreeMap<String, TreeSet<String>> groups = new TreeMap<>();
            of(licence, components)
                    .forEach(component -> groups.computeIfAbsent(component.group(), group -> new TreeSet<>())
                            .add(component.name() + " " + component.version()));
            if (groups.isEmpty()) continue;
            text.append("\n  ").append(licence).append('\n');
            groups.forEach((group, names) -> text.append("    %s: %s\n".formatted(group, String.join(", ", names))));
        }
        return text.toString();
    }

    private static Stream<Component> of(String licence, List<Component> components) {
        return components.stream().filter(component -> chosen(component).equals(Optional.of(licence)));
    }
}
