package io.kirinuki.worker.job.collect;

import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;
import tools.jackson.dataformat.csv.CsvWriteFeature;

/** Rows of a CSV in UTF-8, by RFC 4180 but for line ends, which are single; quoted where a value needs it. Owned by one thread. */
final class CsvFile implements AutoCloseable {
    private static final CsvMapper MAPPER = CsvMapper.builder()
            .enable(CsvWriteFeature.STRICT_CHECK_FOR_QUOTING)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private final SequenceWriter rows;

    /** The stream stays open. */
    CsvFile(OutputStream out) {
        rows = MAPPER.writerFor(List.class)
                .with(CsvSchema.emptySchema().withLineSeparator("\n"))
                .writeValues(out);
    }

    void row(List<String> values) {
        rows.write(values);
    }

    @Override
    public void close() {
        rows.close();
    }
}
