package io.kirinuki.catalogue;

import java.net.URI;
import java.util.Set;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.annotation.EnumNaming;

/**
 * Under what terms weights may be used.
 *
 * @param name SPDX name where there is one
 * @param text where to read it
 * @param reason why commercial use is or is not allowed, and who says so
 */
public record Licence(String name, URI text, CommercialUse commercialUse, String reason) {
    /** Whether weights may earn money. */
    @EnumNaming(EnumNamingStrategies.LowerCaseStrategy.class)
    public enum CommercialUse {
        ALLOWED,
        FORBIDDEN,
        /** Nobody entitled to has said so. */
        UNCLEAR
    }

    /** Licences whose own words allow commercial use. */
    private static final Set<String> PERMISSIVE =
            Set.of("Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "CC0-1.0", "CC-BY-4.0");

    public Licence {
        require(name != null && !name.isBlank(), "name: missing; an SPDX name, or \"none stated\"");
        require(text != null, "text: missing; the address where the licence can be read");
        require(commercialUse != null, "commercialUse: missing; one of allowed, forbidden, unclear");
        require(reason != null && !reason.isBlank(), "reason: missing; one sentence on commercial use");
    }

    /** Of a model that is no catalogue's: all that is known is the name in its manifest. */
    public static Licence named(String name) {
        return PERMISSIVE.contains(name)
                ? new Licence(
                        name,
                        URI.create("https://spdx.org/licenses/" + name + ".html"),
                        CommercialUse.ALLOWED,
                        "the licence allows it, on the conditions that it states")
                : new Licence(
                        name,
                        URI.create("https://spdx.org/licenses/"),
                        CommercialUse.UNCLEAR,
                        "the model's manifest names a licence that is not known here; ask where the model comes from");
    }

    /** Whether somebody must first say that he has read it. */
    public boolean needsAcceptance() {
        return commercialUse != CommercialUse.ALLOWED;
    }

    private static void require(boolean holds, String problem) {
        if (!holds) throw new IllegalArgumentException(problem);
    }
}
