package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another program takes a port between the look at it and the server's start. */
class RememberedPortIT {
    @TempDir
    private Path folder;

    private final List<ServerSocket> strangers = new ArrayList<>();

    private void stranger(int port) throws IOException {
        strangers.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    }

    @AfterEach
    void leave() throws IOException {
        for (ServerSocket stranger : strangers) stranger.close();
    }

    @Test
    void brokerStartsOnAnotherPort() throws Exception {
        int wish = RememberedPort.any();
        List<Integer> tried = new ArrayList<>();
        try (EmbeddedKafka kafka = RememberedPort.start(folder, wish, port -> {
            if (tried.isEmpty()) stranger(port);
            tried.add(port);
            return EmbeddedKafka.on(port, folder, Map.of());
        })) {
            assertThat(tried).hasSize(2).startsWith(wish);
            assertThat(kafka.bootstrap()).isEqualTo("127.0.0.1:" + tried.getLast());
            kafka.createTopic("events", 1, Map.of());
        }
        assertThat(RememberedPort.choose(folder, wish)).as("next time too").isEqualTo(tried.getLast());
    }

    @Test
    void storeStartsOnAnotherPort() throws Exception {
        List<Integer> tried = new ArrayList<>();
        try (EmbeddedStore store = RememberedPort.start(folder, 0, port -> {
            if (tried.isEmpty()) stranger(port);
            tried.add(port);
            return EmbeddedStore.on(port, folder);
        })) {
            assertThat(tried).hasSize(2);
            assertThat(store.endpoint()).hasPort(tried.getLast());
        }
    }

    @Test
    void portsThatAreAlwaysTakenAreToldPlainly() {
        assertThatThrownBy(() -> RememberedPort.start(folder, 0, port -> {
                    stranger(port);
                    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                }))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("port \\d+ was free, and taken by another program .*; start again");
        assertThat(strangers).hasSize(5);
    }

    @Test
    void whatElseKeepsAServerFromStartingIsNotTriedAgain() {
        List<Integer> tried = new ArrayList<>();
        assertThatThrownBy(() -> RememberedPort.start(folder, 0, port -> {
                    tried.add(port);
                    throw new IOException("no space");
                }))
                .hasMessage("no space");
        assertThat(tried).hasSize(1);
    }
}
