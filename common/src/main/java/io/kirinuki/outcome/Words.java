package io.kirinuki.outcome;

/** Words out of events and exceptions, which are endless, cut to what fits into a failure's headers. */
final class Words {
    private static final int MOST_CHARACTERS = 2_000;

    private Words() {}

    static String cut(String text) {
        if (text.length() <= MOST_CHARACTERS) return text;
        int end = MOST_CHARACTERS - (Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1)) ? 1 : 0);
        return text.substring(0, end) + "…";
    }
}
