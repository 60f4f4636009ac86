package io.kirinuki.worker.http;

import java.util.function.Supplier;

/** What whoever runs a worker asks it: has it come up, does only a restart help, are requests taken and answered. */
public record Probes(Supplier<Health> startup, Supplier<Health> liveness, Supplier<Health> readiness) {}
