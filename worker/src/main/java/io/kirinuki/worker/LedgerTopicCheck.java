package io.kirinuki.worker;

import io.kirinuki.worker.topic.LedgerTopics;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.StreamsConfig;

/** Gives the ledgers' topics as many partitions as their sources have, before the stream would break over it. */
final class LedgerTopicCheck {
    private LedgerTopicCheck() {}

    /** Throws {@link StartException} with what to do, where they cannot be made to fit. */
    static void run(LedgerTopics topics, Properties streams) {
        Map<String, Object> settings =
                new HashMap<>(new StreamsConfig(streams).getAdminConfigs("kirinuki-ledger-topics"));
        try (Admin admin = Admin.create(settings)) {
            topics.tend(admin).ifPresent(trouble -> {
                throw new StartException(trouble);
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while looking at the ledgers' topics", e);
        }
    }
}
