package io.kirinuki.batch;

import java.time.Duration;

/**
 * Of a device on which even a harmless input fails.
 *
 * @param lasts since that was found
 * @param why in the device's words
 */
public record Outage(Duration lasts, String why) {}
