package io.kirinuki.operation;

import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.RowSource;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.mask.Trimap;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * A scene without models: its mask and its angle are given. Where no mask is, the subject is the photo's left half; and
 * who was asked is noted.
 */
final class PlainScene implements Scene, AutoCloseable {
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final Map<String, Picture> pictures = new LinkedHashMap<>();
    private Photo photo;
    private Optional<Mask> alpha = Optional.empty();
    private Optional<Mask> trimap = Optional.empty();
    private boolean given;
    /** Names of models. */
    final Set<String> asked = new TreeSet<>();

    /** Boxes of parts, by their artifacts. */
    final Map<String, ImageResult.Box> parts = new LinkedHashMap<>();

    double angle;
    double uncertainty;
    Optional<Double> degrees = Optional.empty();

    PlainScene(PixelSize size, RowSource rgb) throws FailedException {
        this(FastPng.encode(size, Picture.Layout.RGB, rgb).bytes());
    }

    PlainScene(byte[] file) throws FailedException {
        photo = PhotoFile.read(file, HeaderProbe.probe(file).orThrow()).orThrow();
        owned.add(photo);
    }

    /** As if the request had brought it along. */
    void bring(Mask mask) {
        given = true;
        alpha(mask);
    }

    /** As if the request had brought it along. */
    void bringTrimap(Mask map) {
        given = true;
        owned.add(map);
        trimap = Optional.of(map);
    }

    /** Runs the operation with these parameters, as JSON, as a step of the same name. */
    List<Rendering> run(String operation, String json) throws FailedException, InterruptedException {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        Json.MAPPER.readTree(json).properties().forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
        return Operations.make(Step.of(operation, parameters), "parameters").render(this);
    }

    @Override
    public Photo photo() {
        return photo;
    }

    @Override
    public Photo source() {
        return (Photo) owned.getFirst();
    }

    @Override
    public Mask alpha(String model) {
        if (alpha.isEmpty()) alpha(mask(model, Set.of()));
        return alpha.orElseThrow();
    }

    @Override
    public Optional<Mask> alpha() {
        return alpha;
    }

    @Override
    public void alpha(Mask mask) {
        owned.add(mask);
        alpha = Optional.of(mask);
    }

    @Override
    public Optional<Mask> trimap() {
        return trimap;
    }

    @Override
    public Mask mask(String model, Set<String> classes) {
        if (!given) asked.add(model);
        return alpha.orElseGet(this::leftHalf);
    }

    private Mask leftHalf() {
        int half = photo.size().width() / 2;
        Mask mask = Mask.of(photo.size(), (y, row) -> Arrays.fill(row, 0, half, (byte) 0xff));
        owned.add(mask);
        return mask;
    }

    @Override
    public Mask matte(String model, Trimap trimap, int longest) {
        asked.add(model);
        return leftHalf();
    }

    @Override
    public List<ImageResult.Label> labels(String model) {
        asked.add(model);
        return List.of();
    }

    @Override
    public Heading angle(String model, int looks) {
        asked.add(model);
        return new Heading(angle, looks == 1 ? Optional.empty() : Optional.of(uncertainty));
    }

    @Override
    public void turn(Photo turned, UnaryOperator<Mask> turn, double found) {
        owned.add(turned);
        photo = turned;
        degrees = Optional.of(found);
        alpha.map(turn).ifPresent(this::alpha);
    }

    @Override
    public void show(String role, Picture picture) {
        pictures.put(role, picture);
    }

    @Override
    public Optional<Picture> shown(String role) {
        return Optional.ofNullable(pictures.get(role));
    }

    @Override
    public List<String> shown() {
        return List.copyOf(pictures.keySet());
    }

    @Override
    public Photo object(ObjectRef ref) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void part(String role, Mask part) {
        parts.put(role, part.box().orElseThrow());
    }

    @Override
    public void label(List<ImageResult.Label> labels) {}

    @Override
    public <T> T render(Outcome.Work<T> work) throws FailedException, InterruptedException {
        return work.run();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable one : owned) one.close();
    }
}
