package io.kirinuki.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;

/** The HTTP client below the SDK. What the SDK would build itself runs 5 requests at once and waits 5 minutes. */
final class S3Connections {
    private static final long IDLE_SECONDS = 60;

    private S3Connections() {}

    static OkHttpClient open(StoreConfig config) {
        Dispatcher dispatcher = new Dispatcher(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("store-", 0).factory()));
        dispatcher.setMaxRequests(config.maxConnections());
        dispatcher.setMaxRequestsPerHost(config.maxConnections());
        OkHttpClient.Builder builder = new OkHttpClient.Builder();
        if (!config.tls().isUsual()) {
            PemContext own = PemContext.of(config.tls());
            builder.sslSocketFactory(own.sockets(), own.trust());
        }
        return builder.dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(config.maxConnections(), IDLE_SECONDS, TimeUnit.SECONDS))
                .protocols(List.of(Protocol.HTTP_1_1))
                .socketFactory(new PromptSockets())
                .connectTimeout(config.connectTimeout())
                .readTimeout(config.readTimeout())
                .writeTimeout(config.readTimeout())
                .addInterceptor(new CallLimit(config))
                .addInterceptor(S3Connections::withTag)
                // A redirected request carries a signature for another host: better to see the redirect.
                .followRedirects(false)
                .build();
    }

    /** The SDK throws at an answer without ETag, which some gateways give; an empty one names no version. */
    private static Response withTag(Interceptor.Chain chain) throws IOException {
        Response answer = chain.proceed(chain.request());
        return !answer.isSuccessful() || answer.header("ETag") != null
                ? answer
                : answer.newBuilder().header("ETag", "\"\"").build();
    }

    static void close(OkHttpClient client) {
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    /** Sockets that send at once: Nagle's algorithm and delayed acknowledgement cost a small PUT 44 ms. */
    private static final class PromptSockets extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return createSocket(InetAddress.getByName(host), port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            Socket socket = createSocket();
            socket.connect(new InetSocketAddress(host, port));
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            return createSocket(InetAddress.getByName(host), port, from, fromPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            Socket socket = createSocket();
            socket.bind(new InetSocketAddress(from, fromPort));
            socket.connect(new InetSocketAddress(host, port));
            return socket;
        }
    }
}
