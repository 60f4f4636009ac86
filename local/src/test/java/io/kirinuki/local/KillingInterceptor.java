package io.kirinuki.local;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Ends the process of a job's producer at a chosen moment of a chosen transaction, counted from 1, as the variable
 * {@code KILL_AT} says: {@code begun N}, before a record of it is sent, the one before it being committed; {@code sent N},
 * when the broker has all records of it and nothing was said of committing.
 */
public final class KillingInterceptor implements ProducerInterceptor<byte[], byte[]> {
    static final int EXIT = 86;

    private final String[] when = System.getenv("KILL_AT").split(" ");
    private final int transaction = Integer.parseInt(when[1]);
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    /** Of the journal: a transaction's last record each. */
    private final AtomicInteger journalled = new AtomicInteger();

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        if (when[0].equals("begun") && journalled.get() == transaction - 1)
            Runtime.getRuntime().halt(EXIT);
        sent.incrementAndGet();
        if (record.topic().endsWith("-jobs")) journalled.incrementAndGet();
        return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
        int all = acknowledged.incrementAndGet();
        if (when[0].equals("sent") && journalled.get() == transaction && all == sent.get()) {
            Runtime.getRuntime().halt(EXIT);
        }
    }

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
}
