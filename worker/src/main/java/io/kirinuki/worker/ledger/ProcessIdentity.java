package io.kirinuki.worker.ledger;

import java.util.Map;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * An empty store that calls itself persistent, so that Streams keeps its process id in {@code state.dir}. A worker that
 * was killed so comes back under its own name and fences its open transaction at once; readers wait 3 s instead of up
 * to 50.
 */
final class ProcessIdentity implements StateStore {
    static final String STORE = "process-identity";

    private final String name;
    private boolean open;

    private ProcessIdentity(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        context.register(root, (key, value) -> {});
        open = true;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** {@code suffix} ends the store's name. */
    static StoreBuilder<ProcessIdentity> store(String suffix) {
        return new StoreBuilder<>() {
            @Override
            public StoreBuilder<ProcessIdentity> withCachingEnabled() {
                return this;
            }

            @Override
            public StoreBuilder<ProcessIdentity> withCachingDisabled() {
                return this;
            }

            @Override
            public StoreBuilder<ProcessIdentity> withLoggingEnabled(Map<String, String> config) {
                return this;
            }

            @Override
            public StoreBuilder<ProcessIdentity> withLoggingDisabled() {
                return this;
            }

            @Override
            public ProcessIdentity build() {
                return new ProcessIdentity(name());
            }

            @Override
            public Map<String, String> logConfig() {
                return Map.of();
            }

            @Override
            public boolean loggingEnabled() {
                return false;
            }

            @Override
            public String name() {
                return STORE + suffix;
            }
        };
    }
}
