package io.kirinuki.address;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.WebAddress;
import io.kirinuki.store.ObjectStore.Description;
import io.kirinuki.store.ObjectStore.OpenObject;
import java.util.Map;
import java.util.Optional;

/** Photos at addresses of the web. Any thread may call; calls block, so callers use virtual threads. */
public interface Addresses extends AutoCloseable {
    /** Reads none. */
    Addresses NONE = new Addresses() {
        @Override
        public Outcome<OpenObject> open(WebAddress address) {
            return Outcome.failed(new Failure.AddressRefused(
                    address, "this worker reads no addresses; name the host in kirinuki.addresses.hosts"));
        }

        @Override
        public Optional<Description> describe(WebAddress address) {
            return Optional.empty();
        }

        @Override
        public Outcome<Integer> post(WebAddress address, Map<String, String> headers, byte[] json) {
            return Outcome.failed(new Failure.AddressRefused(address, "this worker sends nothing to addresses"));
        }

        @Override
        public void close() {}
    };

    /** Opens what is at an address; of a host that does not say how long it is, the size is the largest that is read. */
    Outcome<OpenObject> open(WebAddress address) throws InterruptedException;

    /**
     * What the host says of it, without its body; empty where that names no version, and where the host does not say it,
     * which {@link #open} then explains.
     */
    Optional<Description> describe(WebAddress address) throws InterruptedException;

    /**
     * Sends JSON to an address, and gives the status of what it is answered with, which is not read; a redirect is such a
     * status, and is not followed.
     */
    Outcome<Integer> post(WebAddress address, Map<String, String> headers, byte[] json) throws InterruptedException;

    @Override
    void close();
}
