package io.kirinuki.batch;

/**
 * On whose behalf work is done, where several share one worker; its name is theirs to choose, and {@link #NONE} is all
 * who name none.
 */
public record Tenant(String name) {
    /** Of a longer name so much counts. */
    public static final int LONGEST = 128;

    public static final Tenant NONE = new Tenant("");

    public Tenant {
        if (name.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a tenant's name of at most %d characters expected, not %d".formatted(LONGEST, name.length()));
        }
    }

    /** Of a name that comes from outside, without the blanks around it. */
    public static Tenant named(String text) {
        String name = text.strip();
        return new Tenant(name.length() <= LONGEST ? name : name.substring(0, LONGEST));
    }
}
