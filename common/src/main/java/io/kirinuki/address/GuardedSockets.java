package io.kirinuki.address;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * The one way out: a socket looks at the number that it is about to connect to. So whatever came before, a second answer
 * of the resolver, a number in place of a name, none but what {@link Network} lets through is reached, and directly.
 */
final class GuardedSockets extends SocketFactory {
    private final Network.Reach reach;

    GuardedSockets(Network.Reach reach) {
        this.reach = reach;
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new GuardedSocket();
        socket.setTcpNoDelay(true);
        return socket;
    }

    private final class GuardedSocket extends Socket {
        private GuardedSocket() {
            super(Proxy.NO_PROXY);
        }

        @Override
        public void connect(SocketAddress to) throws IOException {
            connect(to, 0);
        }

        @Override
        public void connect(SocketAddress to, int timeoutMillis) throws IOException {
            if (!(to instanceof InetSocketAddress end) || end.getAddress() == null) {
                throw new ClosedAddressException("none");
            }
            Optional<String> closed = reach.closed(end.getAddress());
            if (closed.isPresent()) throw new ClosedAddressException(closed.get());
            super.connect(to, timeoutMillis);
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("connected by its user");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("connected by its user");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
        throw new UnsupportedOperationException("connected by its user");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
        throw new UnsupportedOperationException("connected by its user");
    }
}
