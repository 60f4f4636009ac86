package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A proxy before an S3 server that understands requests, and gives each of them the trouble it is told to. */
final class S3Faults implements AutoCloseable {
    /** A request as far as trouble depends on it. */
    record Ask(String method, String bucket, String path) {
        boolean writes() {
            return method.equals("PUT");
        }
    }

    sealed interface Fault {
        /** The server's own answer. */
        record None() implements Fault {}

        /** An answer in place of the server's, which is not asked. */
        record Answer(int status, String code) implements Fault {}

        /** The body of the answer breaks off after so many bytes. */
        record Cut(int bytes) implements Fault {}

        /** The answer's head comes at once, its body one byte at a time. */
        record DripDown() implements Fault {}

        /** The request's body is taken a few bytes at a time. */
        record DripUp() implements Fault {}

        /** The answer is without this header, or has another value in its place. */
        record Header(String name, String value) implements Fault {}
    }

    /** Which request has which trouble. */
    @FunctionalInterface
    interface Script {
        Fault of(Ask ask);
    }

    static final Script HEALTH = ask -> new Fault.None();

    private static final long DRIP_MILLIS = 20;

    private final URI server;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Future<?> accepting;
    private volatile Script script = HEALTH;

    S3Faults(URI server) throws IOException {
        this.server = server;
        door = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        accepting = threads.submit(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    void set(Script next) {
        script = next;
    }

    private Void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            open.add(client);
            var unused = threads.submit(() -> serve(client));
        }
    }

    /** One request a connection: what is behind the head of an answer may then be passed on unread. */
    private Void serve(Socket client) throws InterruptedException {
        try (client;
                Socket upstream = new Socket(server.getHost(), server.getPort())) {
            open.add(upstream);
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            String head = head(in);
            if (head.isEmpty()) return null;
            String[] line = head.substring(0, head.indexOf('\r')).split(" ", -1);
            String path = line[1].replaceFirst("\\?.*", "");
            Fault fault = script.of(new Ask(line[0], path.split("/", -1)[1], path));
            long length = length(head);
            OutputStream toServer = upstream.getOutputStream();
            boolean answered = fault instanceof Fault.Answer;
            if (!answered) toServer.write(closing(head).getBytes(ISO_8859_1));
            for (long left = length; left > 0; ) {
                byte[] some = in.readNBytes((int) Math.min(left, fault instanceof Fault.DripUp ? 100 : 64 << 10));
                if (some.length == 0) return null;
                if (fault instanceof Fault.DripUp) Thread.sleep(DRIP_MILLIS);
                if (!answered) toServer.write(some);
                left -= some.length;
            }
            toServer.flush();
            OutputStream out = client.getOutputStream();
            if (fault instanceof Fault.Answer(int status, String code)) out.write(answer(line[0], status, code));
            else pass(new BufferedInputStream(upstream.getInputStream()), out, fault);
            out.flush();
        } catch (IOException e) {
            // One side has gone: so goes the other.
        } finally {
            open.remove(client);
        }
        return null;
    }

    private static void pass(InputStream in, OutputStream out, Fault fault) throws IOException, InterruptedException {
        String head = head(in);
        if (fault instanceof Fault.Header(String name, String value)) {
            head = head.replaceAll(
                    "(?im)^" + name + ":.*\r\n",
                    value.isEmpty() ? "" : name + ": " + value.replace("$", "\\$") + "\r\n");
        }
        out.write(head.getBytes(ISO_8859_1));
        if (fault instanceof Fault.DripDown) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                out.write(next);
                out.flush();
                Thread.sleep(DRIP_MILLIS);
            }
        } else if (fault instanceof Fault.Cut(int bytes)) {
            out.write(in.readNBytes(bytes));
        } else {
            in.transferTo(out);
        }
    }

    private static byte[] answer(String method, int status, String code) {
        String xml =
                method.equals("HEAD") ? "" : "<Error><Code>%s</Code><Message>told to</Message></Error>".formatted(code);
        return "HTTP/1.1 %d Told\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(status, xml.length(), xml)
                .getBytes(ISO_8859_1);
    }

    /** With the empty line at its end; empty where there was none. */
    private static String head(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 4) {
            int next = in.read();
            if (next < 0) return "";
            bytes.write(next);
            ends = next == "\r\n\r\n".charAt(ends) ? ends + 1 : next == '\r' ? 1 : 0;
        }
        return bytes.toString(ISO_8859_1);
    }

    private static long length(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
    }

    private static String closing(String head) {
        return head.replaceAll("(?im)^connection:.*\r\n", "")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
    }

    @Override
    public void close() throws IOException {
        door.close();
        accepting.cancel(true);
        for (Socket socket : open) socket.close();
        threads.shutdownNow();
    }
}
