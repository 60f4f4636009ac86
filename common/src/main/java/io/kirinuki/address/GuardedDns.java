package io.kirinuki.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;

/**
 * Names to numbers, each of which is looked at: of a name that leads anywhere it should not, no number is used. On
 * threads of its own, because a resolver waits in native code that nothing can interrupt, and would hold the carrier of
 * a virtual thread.
 */
final class GuardedDns implements Dns, AutoCloseable {
    private static final int THREADS = 8;
    private static final int WAITING = 64;

    private final Network network;
    private final Duration patience;
    private final ThreadPoolExecutor threads;

    GuardedDns(Network network, Duration patience) {
        this.network = network;
        this.patience = patience;
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("names-", 0).daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy()); // its future then ends with the caller's patience
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        List<InetAddress> numbers = resolved(host);
        if (numbers.isEmpty()) throw new UnknownHostException("no address is known by its name");
        for (InetAddress number : numbers) {
            Optional<String> closed = network.reach().closed(number);
            if (closed.isPresent()) throw new ClosedAddressException(closed.get());
        }
        return numbers;
    }

    private List<InetAddress> resolved(String host) throws UnknownHostException {
        Future<List<InetAddress>> asked =
                threads.submit(() -> List.copyOf(network.resolver().resolve(host)));
        try {
            return asked.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw unknown("no address is known by its name", e);
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw unknown("its name was not resolved within " + patience, e);
        } catch (InterruptedException e) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            throw unknown("interrupted", e);
        }
    }

    private static UnknownHostException unknown(String words, Throwable cause) {
        var unknown = new UnknownHostException(words);
        unknown.initCause(cause);
        return unknown;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
