package io.kirinuki.worker.metrics;

import java.util.List;

/** One reading of a gauge, for the values of its labels. */
record Sample(List<String> labels, double value) {}
