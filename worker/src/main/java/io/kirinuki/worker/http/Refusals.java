package io.kirinuki.worker.http;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Words what Jetty itself refuses, such as a request that is none; stacks and versions stay here. */
final class Refusals extends ErrorHandler {
    private final Problems problems;

    Refusals(Problems problems) {
        this.problems = problems;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        byte[] page = problems.write(status, detail(status, request.getAttribute(ERROR_MESSAGE)));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, problems.mediaType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, page.length);
        response.write(true, ByteBuffer.wrap(page), callback);
        return true;
    }

    private static String detail(int status, Object message) {
        String title = HttpStatus.getMessage(status);
        return Optional.ofNullable(message)
                .map(Object::toString)
                .filter(words -> status < 500 && !words.equals(title) && words.length() < 200)
                .map(words -> title + ": " + words)
                .orElse(title);
    }
}
