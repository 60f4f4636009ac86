package io.kirinuki.worker.http;

import io.kirinuki.image.ByteSize;
import java.io.IOException;

/**
 * One thing that a server can be asked: a method and a path, and the function that answers. {@code GET} answers {@code
 * HEAD} as well.
 *
 * @param path exact, or all below it where it ends in {@code /*}
 * @param mostBytes of the request's body
 */
public record Route(String method, String path, ByteSize mostBytes, Handler handler) {
    /** Answers a request, on a virtual thread of the request's own, where it may block. */
    @FunctionalInterface
    public interface Handler {
        /** Exceptions are bugs, answered with 500, but {@link TooLargeException}, what broken connections throw, and an interrupt. */
        Reply answer(Call call) throws IOException, InterruptedException;
    }

    public Route {
        if (!path.startsWith("/")) throw new IllegalArgumentException("a path starts with /, not " + path);
    }

    /** One that takes no body. */
    public static Route get(String path, Handler handler) {
        return new Route("GET", path, new ByteSize(0), handler);
    }

    public static Route post(String path, ByteSize mostBytes, Handler handler) {
        return new Route("POST", path, mostBytes, handler);
    }

    private boolean open() {
        return path.endsWith("/*");
    }

    /** Without the star. */
    private String stem() {
        return path.substring(0, path.length() - 1);
    }

    boolean leadsTo(String asked) {
        return open() ? asked.startsWith(stem()) && asked.length() > stem().length() : asked.equals(path);
    }

    String rest(String asked) {
        return open() ? asked.substring(stem().length()) : "";
    }

    boolean takes(String asked) {
        return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
    }
}
