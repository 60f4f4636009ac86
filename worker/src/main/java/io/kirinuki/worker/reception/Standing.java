package io.kirinuki.worker.reception;

/** How a request stands that somebody asks for. */
public sealed interface Standing {
    record Done(Answered answered) implements Standing {}

    /** It was sent, and its answer is yet to come. */
    record Owed() implements Standing {}

    /** No topic has it, or has it any more. */
    record Unknown() implements Standing {}
}
