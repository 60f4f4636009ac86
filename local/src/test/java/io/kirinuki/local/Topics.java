package io.kirinuki.local;

import java.util.List;

/** The topics of one group of workers. */
record Topics(String group, int partitions) {
    String requests() {
        return group + "-requests";
    }

    /** Not made with the others: few workers have one. */
    String backfill() {
        return group + "-backfill";
    }

    String results() {
        return group + "-results";
    }

    String failures() {
        return group + "-failures";
    }

    List<String> all() {
        return List.of(requests(), results(), failures());
    }
}
