package io.kirinuki.worker.job.history;

import io.kirinuki.worker.StartException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Finds the offsets between two moments of a topic, so that what comes later changes nothing. */
public final class Spans {
    private Spans() {}

    /** One for each partition, empty ones too. Throws {@link StartException} where there is no such topic. */
    public static List<Span> of(KafkaConsumer<byte[], byte[]> consumer, String topic, Moment from, Moment to) {
        List<TopicPartition> partitions = partitions(consumer, topic);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> starts = offsets(consumer, from, partitions, first, end);
        Map<TopicPartition, Long> ends = offsets(consumer, to, partitions, first, end);
        List<Span> spans = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            long low = first.get(partition);
            long high = end.get(partition);
            boolean named = starts.containsKey(partition) && ends.containsKey(partition);
            long start = named ? Math.clamp(starts.get(partition), low, high) : low;
            long stop = named ? Math.clamp(ends.get(partition), start, high) : low;
            spans.add(new Span(partition.partition(), start, stop));
        }
        return spans;
    }

    /** Offsets within them all, be there records or not. */
    public static long length(List<Span> spans) {
        return spans.stream().mapToLong(Span::length).sum();
    }

    public static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<PartitionInfo> infos = consumer.listTopics().get(topic);
        if (infos == null || infos.isEmpty()) throw new StartException("topic %s: there is none".formatted(topic));
        return infos.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
                .toList();
    }

    private static Map<TopicPartition, Long> offsets(
            KafkaConsumer<byte[], byte[]> consumer,
            Moment moment,
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> first,
            Map<TopicPartition, Long> end) {
        return switch (moment) {
            case Moment.Earliest earliest -> first;
            case Moment.Latest latest -> end;
            case Moment.Offset(long offset) -> each(partitions, offset);
            case Moment.Offsets(var byPartition) ->
                partitions.stream()
                        .filter(partition -> byPartition.containsKey(partition.partition()))
                        .collect(Collectors.toMap(one -> one, one -> byPartition.get(one.partition())));
            case Moment.At(Instant time) -> {
                var found = consumer.offsetsForTimes(each(partitions, time.toEpochMilli()));
                yield partitions.stream()
                        .collect(Collectors.toMap(
                                one -> one,
                                one -> found.get(one) == null
                                        ? end.get(one)
                                        : found.get(one).offset()));
            }
        };
    }

    private static Map<TopicPartition, Long> each(List<TopicPartition> partitions, long value) {
        return partitions.stream().collect(Collectors.toMap(one -> one, one -> value));
    }
}
