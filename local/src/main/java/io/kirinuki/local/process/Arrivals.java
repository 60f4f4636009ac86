package io.kirinuki.local.process;

import java.io.IOException;
import java.util.List;

/** Inputs as they come: all at once, or as a folder fills. Owned by the thread that runs the job. */
public interface Arrivals {
    /** Those that have come since it was asked last; an input may come again where it has changed. Does not wait. */
    List<Input> more() throws IOException;

    /** Whether none will come any more. */
    boolean over();

    /** Known from the beginning. */
    static Arrivals of(List<Input> inputs) {
        return new Arrivals() {
            private boolean over;

            @Override
            public List<Input> more() {
                List<Input> all = over ? List.of() : inputs;
                over = true;
                return all;
            }

            @Override
            public boolean over() {
                return over;
            }
        };
    }
}
