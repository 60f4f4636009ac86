package io.kirinuki.worker.reception;

/** The name of a file as its owner's machine has it, made into the end of a key. */
final class FileName {
    private static final int MOST_CHARACTERS = 100;
    private static final String NAMELESS = "picture";

    private FileName() {}

    /** One segment of a key, that nothing takes for a path; what else the name has is kept as it is. */
    static String plain(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String plain = last.codePoints()
                .map(c -> isUnfit(c) ? '_' : c)
                .limit(MOST_CHARACTERS)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return plain.chars().allMatch(c -> c == '.' || c == '_') ? NAMELESS : plain;
    }

    private static boolean isUnfit(int character) {
        int type = Character.getType(character);
        return character == '%' // or what follows could be decoded on the way
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED
                || type == Character.PRIVATE_USE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
