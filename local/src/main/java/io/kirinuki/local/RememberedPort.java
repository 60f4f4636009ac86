package io.kirinuki.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The port a server had last time, kept beside its data, so that addresses given out stay true over restarts. Looking
 * and binding are two steps: a stranger may come in between, and then the server says so and does not start.
 */
final class RememberedPort {
    private RememberedPort() {}

    /** The port of last time under the same wish, else the wish, else any that is free; 0 wishes for nothing. */
    static int choose(Path folder, int wish) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("port-" + wish);
        int last = Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : wish;
        int port = isFree(last) ? last : isFree(wish) ? wish : any();
        Path fresh = Files.writeString(folder.resolve("port-" + wish + ".new"), Integer.toString(port));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return port;
    }

    static int any() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        if (port == 0) return false;
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
