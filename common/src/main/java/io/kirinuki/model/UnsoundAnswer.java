package io.kirinuki.model;

/** A network's answer with numbers in it that its head cannot take, so that nothing may be made of it. */
final class UnsoundAnswer extends Exception {
    private UnsoundAnswer(String message) {
        super(message);
    }

    /** @param count of such numbers in the answer to one picture; 0 where it is sound */
    static void refuse(double count, OutputRule rule) throws UnsoundAnswer {
        if (count == 0) return;
        throw new UnsoundAnswer("%.0f numbers of its answer \"%s\" are NaN%s, which head %s cannot take"
                .formatted(
                        count,
                        rule.tensor(),
                        rule.head().takesInfinity() ? ", or become it" : " or infinite",
                        Flaw.spelled(rule.head())));
    }
}
