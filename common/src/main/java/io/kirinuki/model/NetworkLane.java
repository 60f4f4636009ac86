package io.kirinuki.model;

import ai.onnxruntime.OrtException;
import io.kirinuki.batch.Accelerator.Kind;
import io.kirinuki.batch.Accelerator.Lane;
import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One thread's way through a network: pictures of equal size together. Owned by that thread. */
final class NetworkLane implements Lane<Pixels, Prediction> {
    /** Pictures of any size that run together are at most this many bytes, or one alone: a network takes some thirty times as many. */
    private static final long TOGETHER_BYTES = 8L << 20;

    private final Form.Pass pass;
    private final InputRule rule;
    private final int maxBatch;

    NetworkLane(Form.Pass pass, InputRule rule, int maxBatch) {
        this.pass = pass;
        this.rule = rule;
        this.maxBatch = maxBatch;
    }

    @Override
    public List<Prediction> run(List<Pixels> pictures) throws AcceleratorException {
        Map<Kind, List<Integer>> byKind = new LinkedHashMap<>();
        for (int i = 0; i < pictures.size(); i++) {
            check(pictures.get(i));
            byKind.computeIfAbsent(kind(pictures.get(i), rule, maxBatch), kind -> new ArrayList<>())
                    .add(i);
        }
        Prediction[] predictions = new Prediction[pictures.size()];
        for (Map.Entry<Kind, List<Integer>> each : byKind.entrySet()) {
            List<Integer> equal = each.getValue();
            int most = each.getKey().most();
            for (int from = 0; from < equal.size(); from += most) {
                run(pictures, equal.subList(from, Math.min(from + most, equal.size())), predictions);
            }
        }
        return Arrays.asList(predictions);
    }

    private void check(Pixels picture) {
        PixelSize size = picture.size();
        if (picture.channels() != rule.colour().channels()
                || !rule.framing().window(size).equals(size)) {
            throw new IllegalArgumentException("a picture of %s with %d channels is not what %s takes"
                    .formatted(size, picture.channels(), rule.framing()));
        }
    }

    /** Pictures of equal size run together, of any size not too many bytes of them. */
    static Kind kind(Pixels picture, InputRule rule, int maxBatch) {
        int most = rule.framing() instanceof Framing.AnySize
                ? Math.clamp(TOGETHER_BYTES / picture.bytes().length, 1, maxBatch)
                : maxBatch;
        return new Kind(picture.size(), most);
    }

    private void run(List<Pixels> pictures, List<Integer> equal, Prediction[] predictions) throws AcceleratorException {
        try {
            List<Prediction> own = pass.run(equal.stream().map(pictures::get).toList());
            for (int i = 0; i < own.size(); i++) predictions[equal.get(i)] = own.get(i);
        } catch (OrtException e) {
            throw Network.failed(e);
        } catch (UnsoundAnswer e) {
            throw new AcceleratorException(e.getMessage(), false, e);
        }
    }

    @Override
    public void close() {
        pass.close();
    }
}
