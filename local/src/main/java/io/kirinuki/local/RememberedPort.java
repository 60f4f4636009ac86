package io.kirinuki.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The port a server had last time, kept beside its data, so that addresses given out stay true over restarts. Looking
 * and binding are two steps: where a stranger comes in between, it is looked for another.
 */
final class RememberedPort {
    private static final int TRIES = 5;

    /** A server's start on a port; one that is taken shows as a {@link BindException}, or as what that is the cause of. */
    @FunctionalInterface
    interface Start<T> {
        T on(int port) throws IOException, InterruptedException;
    }

    private RememberedPort() {}

    /** Starts a server on the port that {@link #choose} gives, and on another where that is taken before it is bound. */
    static <T> T start(Path folder, int wish, Start<T> server) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            int port = choose(folder, wish);
            try {
                return server.on(port);
            } catch (IOException e) {
                if (!isTaken(e)) throw e;
                if (tries == TRIES) {
                    throw new IOException(
                            "port %d was free, and taken by another program before it could be bound, %d times in a row; start again"
                                    .formatted(port, TRIES),
                            e);
                }
            }
        }
    }

    private static boolean isTaken(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) return true;
        }
        return false;
    }

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
