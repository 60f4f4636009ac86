package io.kirinuki.local.process;

import io.kirinuki.pipeline.Pipelines;
import java.util.Iterator;
import java.util.List;

/** Pipelines that a person may name, for help and completion. */
final class PipelineNames implements Iterable<String> {
    static final List<String> ALL = Pipelines.builtIn().names();

    @Override
    public Iterator<String> iterator() {
        return ALL.iterator();
    }
}
