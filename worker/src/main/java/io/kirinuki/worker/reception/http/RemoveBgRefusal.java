package io.kirinuki.worker.reception.http;

/** A field of a request that cannot be met, in the words of remove.bg's errors. Never leaves its room. */
final class RemoveBgRefusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final String code;

    RemoveBgRefusal(String code, String title) {
        super(title, null, false, false);
        this.code = code;
    }

    /** Of a field's value. */
    static RemoveBgRefusal of(RemoveBgField field, String problem) {
        return new RemoveBgRefusal("invalid_" + field.spelled(), field.spelled() + ": " + problem);
    }

    /** Of what would change the picture and cannot be done here. */
    static RemoveBgRefusal unable(RemoveBgField field, String problem) {
        return new RemoveBgRefusal("unsupported_" + field.spelled(), field.spelled() + ": " + problem);
    }

    String code() {
        return code;
    }
}
