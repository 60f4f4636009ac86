package io.kirinuki.worker.reading;

import io.kirinuki.schema.Json;
import java.time.Duration;
import java.util.Collections;

/**
 * What an autoscaler is told, as JSON: KEDA's {@code metrics-api} reads one number of it.
 *
 * @param owed {@code unread} and {@code inFlight} together
 * @param oldestSeconds the age of the oldest request in the ledgers; 0 where there is none
 */
public record Autoscale(long owed, long unread, int inFlight, int resting, double oldestSeconds) {
    public static String json(Readings readings) {
        Owed owed = readings.owed();
        Duration oldest = Collections.max(readings.oldest().values());
        return Json.MAPPER.writeValueAsString(
                new Autoscale(owed.total(), owed.unread(), owed.inFlight(), owed.resting(), oldest.toMillis() / 1e3));
    }
}
