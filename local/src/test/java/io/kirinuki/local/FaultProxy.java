package io.kirinuki.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A TCP proxy that misbehaves as told, at once and for connections under way too. */
final class FaultProxy implements AutoCloseable {
    enum Fault {
        NONE,
        /** Takes what is sent and passes nothing on. */
        SILENCE,
        /** Resets a connection once it has answered {@link #CUT_BYTES}. */
        CUT,
        /** Resets every new connection. */
        REFUSAL
    }

    static final int CUT_BYTES = 100_000;

    private final URI server;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Future<?> accepting;
    private volatile Fault fault = Fault.NONE;

    FaultProxy(URI server) throws IOException {
        this.server = server;
        door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        accepting = threads.submit(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    void set(Fault next) {
        fault = next;
    }

    private Void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            if (fault == Fault.REFUSAL) {
                reset(client);
                continue;
            }
            Socket upstream = new Socket(server.getHost(), server.getPort());
            open.add(client);
            open.add(upstream);
            var unused = threads.submit(() -> pass(client, upstream, false));
            unused = threads.submit(() -> pass(upstream, client, true));
        }
    }

    private Void pass(Socket from, Socket to, boolean answer) {
        byte[] buffer = new byte[16 << 10];
        int passed = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (fault == Fault.SILENCE) continue;
                out.write(buffer, 0, n);
                passed += n;
                if (answer && fault == Fault.CUT && passed >= CUT_BYTES) break;
            }
        } catch (IOException e) {
            // One side has gone: so goes the other.
        } finally {
            reset(from);
            reset(to);
        }
        return null;
    }

    private void reset(Socket socket) {
        open.remove(socket);
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        accepting.cancel(true);
        open.forEach(this::reset);
        threads.shutdownNow();
    }
}
