package io.kirinuki.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Between one worker and the store: knows requests and answers of HTTP/1.1 apart, so that it can fail writes alone, or
 * one bucket, break bodies off, and act on a request of one kind. Any thread.
 */
final class ShelfProxy implements AutoCloseable {
    /** A request line. */
    record Call(String method, String path) {
        boolean writes() {
            return method.equals("PUT");
        }

        boolean of(String bucket) {
            return path.startsWith("/" + bucket + "/");
        }
    }

    /** What befalls which calls. */
    sealed interface Trouble {
        record None() implements Trouble {}

        record Slow(int bytesPerSecond, int millis) implements Trouble {}

        /** Of a body of the store half comes; a call without one is made, and its answer lost. */
        record CutsAnswers(Predicate<Call> which, double share) implements Trouble {}

        record CutsRequests(Predicate<Call> which, double share) implements Trouble {}

        record Status(Predicate<Call> which, double share, int status, String code) implements Trouble {}
    }

    /** Acts once, on the next call of a kind: before the store sees it, or once the store has answered. */
    private record Trap(Predicate<Call> which, boolean after, Runnable action) {}

    private record Head(String text, long length, boolean chunked) {
        String firstLine() {
            return text.substring(0, text.indexOf("\r\n"));
        }
    }

    private final int upstream;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Trap> trap = new AtomicReference<>();
    private volatile Trouble trouble = new Trouble.None();

    ShelfProxy(int port, int upstream) throws IOException {
        this.upstream = upstream;
        door = new ServerSocket(port, 256, InetAddress.getLoopbackAddress());
        var unused = threads.submit(this::accept);
    }

    void set(Trouble next) {
        trouble = next;
    }

    void arm(Predicate<Call> which, boolean after, Runnable action) {
        trap.set(new Trap(which, after, action));
    }

    void disarm() {
        trap.set(null);
    }

    private Void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            open.add(client);
            var unused = threads.submit(() -> serve(client));
        }
    }

    private Void serve(Socket client) {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
            open.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            InputStream asks = new BufferedInputStream(client.getInputStream());
            InputStream answers = new BufferedInputStream(server.getInputStream());
            OutputStream toServer = server.getOutputStream();
            OutputStream toClient = client.getOutputStream();
            for (Head head = head(asks); head != null; head = head(asks)) {
                String[] words = head.firstLine().split(" ");
                if (!exchange(new Call(words[0], words[1]), head, asks, toServer, answers, toClient)) break;
            }
            open.remove(server);
        } catch (IOException | InterruptedException e) {
            // One side has gone: so goes the other.
        } finally {
            reset(client);
        }
        return null;
    }

    /** False where the connection is to be reset. */
    private boolean exchange(
            Call call, Head asked, InputStream asks, OutputStream toServer, InputStream answers, OutputStream toClient)
            throws IOException, InterruptedException {
        Trap set = trap.get();
        boolean sprung = set != null && set.which().test(call) && trap.compareAndSet(set, null);
        if (sprung && !set.after()) set.action().run();
        Trouble now = trouble;
        int speed = 0;
        switch (now) {
            case Trouble.None none -> {}
            case Trouble.Slow(int bytes, int millis) -> {
                speed = bytes;
                Thread.sleep(millis);
            }
            case Trouble.Status(var which, double share, int status, String code)
            when hit(which, share, call) -> {
                copy(asks, OutputStream.nullOutputStream(), asked, asked.length(), 0);
                toClient.write(refusal(call, status, code).getBytes(ISO_8859_1));
                return true;
            }
            case Trouble.CutsRequests(var which, double share)
            when hit(which, share, call) -> {
                toServer.write(asked.text().getBytes(ISO_8859_1));
                copy(asks, toServer, asked, asked.length() / 2, 0);
                return false;
            }
            case Trouble.Status status -> {}
            case Trouble.CutsRequests cut -> {}
            case Trouble.CutsAnswers cut -> {}
        }
        toServer.write(asked.text().getBytes(ISO_8859_1));
        copy(asks, toServer, asked, asked.length(), speed);
        Head answer = head(answers);
        if (answer == null) return false;
        if (sprung && set.after()) set.action().run();
        if (now instanceof Trouble.CutsAnswers(var which, double share) && hit(which, share, call)) {
            if (call.method().equals("GET") && answer.length() > 1) {
                toClient.write(answer.text().getBytes(ISO_8859_1));
                copy(answers, toClient, answer, answer.length() / 2, 0);
            }
            return false;
        }
        toClient.write(answer.text().getBytes(ISO_8859_1));
        if (!call.method().equals("HEAD") && !bodiless(answer)) {
            copy(answers, toClient, answer, answer.length(), speed);
        }
        return true;
    }

    private static boolean hit(Predicate<Call> which, double share, Call call) {
        return which.test(call) && ThreadLocalRandom.current().nextDouble() < share;
    }

    private static boolean bodiless(Head answer) {
        String status = answer.firstLine().split(" ")[1];
        return status.equals("204") || status.equals("304");
    }

    private static String refusal(Call call, int status, String code) {
        String body =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>as told</Message></Error>"
                        .formatted(code);
        boolean head = call.method().equals("HEAD");
        return "HTTP/1.1 %d As Told\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(status, head ? 0 : body.length(), head ? "" : body);
    }

    /** Null where the other side has closed. */
    private static Head head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        int state = 0;
        while (state < 4) {
            int next = in.read();
            if (next < 0) return null;
            bytes.write(next);
            state = next == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : next == '\r' ? 1 : 0;
        }
        String text = bytes.toString(ISO_8859_1);
        long length = 0;
        boolean chunked = false;
        for (String line : text.split("\r\n")) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:"))
                length = Long.parseLong(lower.substring(15).strip());
            if (lower.startsWith("transfer-encoding:")) chunked = lower.endsWith("chunked");
        }
        return new Head(text, length, chunked);
    }

    private static void copy(InputStream in, OutputStream out, Head head, long length, int bytesPerSecond)
            throws IOException, InterruptedException {
        if (head.chunked()) {
            copyChunks(in, out);
            return;
        }
        byte[] buffer = new byte[bytesPerSecond > 0 ? Math.max(1, bytesPerSecond / 20) : 16 << 10];
        for (long rest = length; rest > 0; ) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
            if (n < 0) throw new IOException("closed");
            if (bytesPerSecond > 0) Thread.sleep(50);
            out.write(buffer, 0, n);
            rest -= n;
        }
    }

    private static void copyChunks(InputStream in, OutputStream out) throws IOException {
        while (true) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); ; next = in.read()) {
                if (next < 0) throw new IOException("closed");
                line.write(next);
                if (next == '\n') break;
            }
            out.write(line.toByteArray());
            int size = Integer.parseInt(line.toString(ISO_8859_1).strip().split(";")[0], 16);
            out.write(in.readNBytes(size + 2));
            if (size == 0) return;
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

    /** Which calls a fault meets: all, reads, writes, or those of one bucket. */
    static Predicate<Call> some(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> call -> true;
            case 1 -> call -> !call.writes();
            case 2 -> Call::writes;
            case 3 -> call -> call.of(Photos.BUCKET);
            default -> call -> call.of(Photos.ARTIFACTS);
        };
    }

    @Override
    public void close() throws IOException {
        door.close();
        open.forEach(this::reset);
        threads.shutdownNow();
    }
}
