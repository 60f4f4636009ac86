package io.kirinuki.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Between one worker and the broker: passes bytes on, holds them back, or resets connections; and knows enough of
 * Kafka's protocol, a length and the number of a call before each, to act on a call of one kind. Any thread.
 */
final class LinkProxy implements AutoCloseable {
    /** Numbers of calls in Kafka's protocol. */
    static final short SYNC_GROUP = 14;

    static final short END_TRANSACTION = 26;

    enum Fault {
        NONE,
        /** Nothing arrives; what was sent meanwhile does once the fault is over, as over a real network. */
        SILENCE,
        REFUSAL
    }

    /** Acts once, on the next call of a kind: before it is passed on, or after. */
    private record Trap(short call, boolean after, Runnable action) {}

    private final int upstream;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Trap> trap = new AtomicReference<>();
    private volatile Fault fault = Fault.NONE;

    LinkProxy(int port, int upstream) throws IOException {
        this.upstream = upstream;
        door = new ServerSocket(port, 256, InetAddress.getLoopbackAddress());
        var unused = threads.submit(this::accept);
    }

    void set(Fault next) {
        fault = next;
        if (next == Fault.REFUSAL) resetAll();
    }

    void resetAll() {
        open.forEach(this::reset);
    }

    void arm(short call, boolean after, Runnable action) {
        trap.set(new Trap(call, after, action));
    }

    void disarm() {
        trap.set(null);
    }

    private Void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            open.add(client);
            if (fault == Fault.REFUSAL) {
                reset(client);
            } else {
                var unused = threads.submit(() -> connect(client));
            }
        }
    }

    private Void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream);
            open.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            var unused = threads.submit(() -> pass(client, server, new Calls()));
            pass(server, client, null);
        } catch (IOException e) {
            reset(client);
        }
        return null;
    }

    private Void pass(Socket from, Socket to, Calls calls) {
        byte[] buffer = new byte[16 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                while (fault == Fault.SILENCE) Thread.sleep(20);
                Trap sprung = calls == null ? null : calls.spring(buffer, n);
                if (sprung != null && !sprung.after()) sprung.action().run();
                out.write(buffer, 0, n);
                if (sprung != null && sprung.after()) sprung.action().run();
            }
        } catch (IOException | InterruptedException e) {
            // One side has gone: so goes the other.
        } finally {
            reset(from);
            reset(to);
        }
        return null;
    }

    /** Where the calls of one connection begin. */
    private final class Calls {
        private int head; // of the four bytes of a length and the two of a number, those seen
        private int length;
        private int number;
        private int rest;

        Trap spring(byte[] bytes, int count) {
            Trap sprung = null;
            for (int i = 0; i < count; ) {
                if (head < 6) {
                    int next = bytes[i++] & 0xff;
                    if (head < 4) length = length << 8 | next;
                    else number = number << 8 | next;
                    head++;
                    if (head == 6) {
                        rest = length - 2;
                        Trap set = trap.get();
                        if (set != null && set.call() == number && trap.compareAndSet(set, null)) sprung = set;
                    }
                }
                if (head == 6) {
                    int passed = Math.min(rest, count - i);
                    rest -= passed;
                    i += passed;
                    if (rest == 0) head = length = number = 0;
                }
            }
            return sprung;
        }
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
        resetAll();
        threads.shutdownNow();
    }
}
