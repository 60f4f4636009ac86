package io.kirinuki.local.samples;

import java.util.List;

/** A subject of solids before a backdrop. */
record Scene(List<Solid> subject, Backdrop backdrop, Camera camera) {
    Scene {
        subject = List.copyOf(subject);
    }
}
