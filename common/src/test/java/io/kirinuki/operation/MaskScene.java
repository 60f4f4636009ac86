package io.kirinuki.operation;

import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Trimap;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A scene of a mask and nothing else, for operations that need no more. */
record MaskScene(Mask mask) implements Scene {
    @Override
    public Mask alpha(String model) {
        return mask;
    }

    @Override
    public Optional<Mask> alpha() {
        return Optional.of(mask);
    }

    @Override
    public <T> T render(Outcome.Work<T> work) throws FailedException, InterruptedException {
        return work.run();
    }

    @Override
    public Photo photo() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void alpha(Mask alpha) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mask mask(String model, Set<String> classes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mask matte(String model, Trimap trimap, int longest) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ImageResult.Label> labels(String model) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double angle(String model) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void turn(Photo turned, Optional<Mask> alpha, double degrees) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void show(String role, Picture picture) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Picture> shown(String role) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> shown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Photo object(ObjectRef ref) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void label(List<ImageResult.Label> labels) {
        throw new UnsupportedOperationException();
    }
}
