package io.kirinuki.worker.event;

/** Who is told of requests and answers, and has no say in them. */
public record Observers(AnswerListener answers, RequestTraces traces) {}
