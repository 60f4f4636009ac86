package io.kirinuki.worker.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A server of plain HTTP/1.1: routes, and limits on whoever connects. Each request has a virtual thread of its own, on
 * which its route's handler may block and its answer is written.
 *
 * <p>Any thread may close it. Closing lets requests under way have {@link #PARTING}, then cuts them off.
 */
public final class HttpServer implements AutoCloseable {
    /** A scrape or a picture, not an upload. */
    private static final Duration PARTING = Duration.ofSeconds(1);

    private static final int SWEEPS = 10;

    private final Server server;
    private final ServerConnector connector;
    private final Connections connections;
    private final Duration pause;

    private HttpServer(Server server, ServerConnector connector, Connections connections, Duration pause) {
        this.server = server;
        this.connector = connector;
        this.connections = connections;
        this.pause = pause;
    }

    /**
     * Binds and serves.
     *
     * @param name of its threads
     * @throws IOException where the address cannot be bound; a {@link java.net.BindException} where it is taken
     */
    public static HttpServer start(
            String name, InetSocketAddress address, List<Route> routes, ServerLimits limits, Problems problems)
            throws IOException {
        // Few platform threads, which accept and select; all else is on virtual ones.
        QueuedThreadPool threads = new QueuedThreadPool(8, 2);
        threads.setName(name);
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(name + "-", 0).factory()));
        Connections connections = new Connections(limits, System::nanoTime);
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(rules(limits)));
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(limits.stall().toMillis());
        connector.addBean(connections);
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(new Exchanges(routes, problems, connections)));
        server.setErrorHandler(new Refusals(problems));
        server.setStopTimeout(PARTING.toMillis());
        HttpServer http =
                new HttpServer(server, connector, connections, limits.patience().dividedBy(SWEEPS));
        http.start();
        return http;
    }

    private static HttpConfiguration rules(ServerLimits limits) {
        HttpConfiguration rules = new HttpConfiguration();
        rules.setSendServerVersion(false);
        rules.setRequestHeaderSize(Math.toIntExact(limits.head().bytes()));
        return rules;
    }

    private void start() throws IOException {
        try {
            connector.open();
            server.start();
        } catch (IOException refused) {
            stop();
            throw refused;
        } catch (Exception bug) {
            stop();
            throw new IllegalStateException("the server does not start", bug);
        }
        sweepLater();
    }

    private void sweepLater() {
        var unused = connector.getScheduler().schedule(this::sweep, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        connections.sweep();
        if (server.isRunning()) sweepLater();
    }

    /** The port that is served on, also where any was asked for. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Open connections. */
    int connections() {
        return connections.open();
    }

    @Override
    public void close() {
        stop();
    }

    private void stop() {
        try {
            server.stop();
        } catch (Exception late) {
            // Requests were cut off, which is what was promised.
        }
        server.destroy();
    }
}
