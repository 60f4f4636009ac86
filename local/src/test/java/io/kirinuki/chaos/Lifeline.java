package io.kirinuki.chaos;

import java.io.IOException;
import java.io.OutputStream;

/** Ends a process when whoever started it is gone, which holds the other end of its standard input. */
final class Lifeline {
    private Lifeline() {}

    static void hold() {
        Thread.ofPlatform().daemon().name("lifeline").start(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                System.err.println("lifeline: " + e);
            }
            Runtime.getRuntime().halt(1);
        });
    }
}
