package io.kirinuki.operation;

import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.mask.Trimap;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One image while operations work on it: the photo and what earlier operations made of it, and what models say.
 *
 * <p>Owned by the image's thread. Photos and masks that are handed in become the scene's, which closes them when the
 * image is done: pictures that were shown may still need them until then.
 */
public interface Scene {
    /** Upright; turned where an operation turned it. */
    Photo photo();

    /** The photo as it came, upright, whatever operations have turned since. */
    Photo source();

    /** The alpha that earlier operations agreed on, of the photo's size; else the model's soft mask, which it then is. */
    Mask alpha(String model) throws FailedException, InterruptedException;

    /** The alpha that earlier operations agreed on, of the photo's size; empty where none made one. */
    Optional<Mask> alpha();

    /** From now on the scene's alpha is this, of the photo's size, but nowhere more than the source itself has. */
    void alpha(Mask alpha) throws FailedException, InterruptedException;

    /** The trimap that the request brought along, of the photo's size, with whatever greys its file has; empty where it brought none. */
    Optional<Mask> trimap();

    /**
     * The model's soft mask at the photo's size, asked for once however many operations want it. Where the request brought
     * an alpha along no model is asked: it is that mask, or what was made of that trimap.
     *
     * @param classes of a model that tells classes, those that are wanted; empty: all but the background
     */
    Mask mask(String model, Set<String> classes) throws FailedException, InterruptedException;

    /**
     * What a matting model makes of the photo and a trimap: alpha of the
     * photo's size.
     *
     * @param longest pixels that the photo's longer side has at most when the model sees it
     */
    Mask matte(String model, Trimap trimap, int longest) throws FailedException, InterruptedException;

    /** The model's classes, the most likely first. */
    List<ImageResult.Label> labels(String model) throws FailedException, InterruptedException;

    /**
     * How far the photo is turned, says the model.
     *
     * @param looks how often it is asked, each time of the photo turned further, as {@link Heading#turn} says
     */
    Heading angle(String model, int looks) throws FailedException, InterruptedException;

    /**
     * The photo was turned: from now on it is this, and each mask that the scene has is what {@code masks} makes of it on one
     * of the cores; the same one where nothing was turned.
     */
    void turn(Photo turned, UnaryOperator<Mask> masks, double degrees) throws FailedException, InterruptedException;

    /** From now on the picture can be had by the name of the step that made it. */
    void show(String role, Picture picture);

    /** The picture that a step showed; empty where none of that name did. */
    Optional<Picture> shown(String role);

    /** Names of the pictures shown so far, in their order. */
    List<String> shown();

    /** One of the {@link Operation#objects}, decoded. */
    Photo object(ObjectRef ref);

    /** Puts a part of the subject among the measures, by the artifact that shows it alone. On one of the cores. */
    void part(String role, Mask part);

    /** Puts labels among the measures. */
    void label(List<ImageResult.Label> labels);

    /** Runs work on pixels on one of the cores. */
    <T> T render(Outcome.Work<T> work) throws FailedException, InterruptedException;
}
