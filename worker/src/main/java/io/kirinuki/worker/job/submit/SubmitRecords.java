package io.kirinuki.worker.job.submit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.event.door.TextHeaders;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Requests of a job as records of a topic, under their objects' names: what is asked of one object stays in order. */
record SubmitRecords(String topic, String job) {
    ProducerRecord<byte[], byte[]> of(ImageRequest request) {
        byte[] key = request.source().toString().getBytes(UTF_8);
        var record = new ProducerRecord<>(topic, key, Json.write(request));
        TextHeaders.set(record.headers(), "content-type", "application/json");
        TextHeaders.set(record.headers(), JobHeaders.JOB, job);
        return record;
    }
}
