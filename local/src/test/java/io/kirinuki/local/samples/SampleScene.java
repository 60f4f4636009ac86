package io.kirinuki.local.samples;

import java.util.Locale;

/** The samples by name. */
enum SampleScene {
    ARMCHAIR,
    CAMERA,
    CAR,
    DOG,
    LAMP,
    MUG,
    PORTRAIT,
    TEAPOT;

    /** At {@code scale} times the shipped size. */
    Scene scene(double scale) {
        var full = switch (this) {
            case ARMCHAIR -> Armchair.scene();
            case CAMERA -> FilmCamera.scene();
            case CAR -> Car.scene();
            case DOG -> Dog.scene();
            case LAMP -> TableLamp.scene();
            case MUG -> Mug.scene();
            case PORTRAIT -> Portrait.scene();
            case TEAPOT -> Teapot.scene();
        };
        return new Scene(full.subject(), full.backdrop(), full.camera().resized(scale));
    }

    /** Whether the photo is stored on its side, as phones do. */
    boolean quarterTurn() {
        return this == LAMP;
    }

    /** File name without its ending. */
    String file() {
        return name().toLowerCase(Locale.ROOT);
    }
}
