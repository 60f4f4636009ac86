package io.kirinuki.worker;

import io.kirinuki.worker.supervision.Supervisor;
import io.kirinuki.worker.supervision.VitalSigns;
import io.kirinuki.worker.supervision.Watch;
import io.kirinuki.worker.topic.GrowingClients;

/** What looks after a worker while it runs. */
record Supervision(Supervisor supervisor, VitalSigns signs, Watch watch, GrowingClients clients)
        implements AutoCloseable {
    /** Before the stream is closed, which waits for threads that rest. */
    @Override
    public void close() {
        watch.close();
        clients.close();
        supervisor.close();
    }
}
