package io.kirinuki.pipeline;

import io.kirinuki.batch.Outage;
import java.time.Duration;

/**
 * A model whose device fails on a harmless input too.
 *
 * @param lasts since that was found
 * @param why in the device's words
 */
public record DeviceOutage(String model, Duration lasts, String why) {
    static DeviceOutage of(ServedModel model, Outage outage) {
        return new DeviceOutage(model.name(), outage.lasts(), outage.why());
    }
}
