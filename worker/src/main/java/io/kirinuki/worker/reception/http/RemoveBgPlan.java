package io.kirinuki.worker.reception.http;

import static io.kirinuki.worker.reception.http.RemoveBgField.ADD_SHADOW;
import static io.kirinuki.worker.reception.http.RemoveBgField.BG_COLOR;
import static io.kirinuki.worker.reception.http.RemoveBgField.BG_IMAGE_FILE;
import static io.kirinuki.worker.reception.http.RemoveBgField.BG_IMAGE_URL;
import static io.kirinuki.worker.reception.http.RemoveBgField.CHANNELS;
import static io.kirinuki.worker.reception.http.RemoveBgField.CROP;
import static io.kirinuki.worker.reception.http.RemoveBgField.CROP_MARGIN;
import static io.kirinuki.worker.reception.http.RemoveBgField.FORMAT;
import static io.kirinuki.worker.reception.http.RemoveBgField.POSITION;
import static io.kirinuki.worker.reception.http.RemoveBgField.ROI;
import static io.kirinuki.worker.reception.http.RemoveBgField.SCALE;
import static io.kirinuki.worker.reception.http.RemoveBgField.SEMITRANSPARENCY;
import static io.kirinuki.worker.reception.http.RemoveBgField.SHADOW_OPACITY;
import static io.kirinuki.worker.reception.http.RemoveBgField.SHADOW_TYPE;
import static io.kirinuki.worker.reception.http.RemoveBgField.SIZE;
import static io.kirinuki.worker.reception.http.RemoveBgField.TYPE;
import static io.kirinuki.worker.reception.http.RemoveBgField.TYPE_LEVEL;

import io.kirinuki.encode.SizePreset;
import io.kirinuki.image.PixelSize;
import io.kirinuki.schema.ImageResult.Box;
import io.kirinuki.schema.ObjectRef;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What remove.bg's fields ask for, as operations of ours. What would change the picture and cannot be done is refused by
 * its name.
 *
 * @param operations in the form of a request's
 * @param roi where the subject may be; absent: anywhere
 * @param artifact the role of the picture that is the answer
 * @param photoSized whether that picture shows the whole photo, if smaller
 */
record RemoveBgPlan(
        List<Map<String, Map<String, Object>>> operations, Optional<Box> roi, String artifact, boolean photoSized) {
    private static final Set<String> TYPES = Set.of(
            "auto",
            "person",
            "product",
            "animal",
            "car",
            "car_interior",
            "car_part",
            "transportation",
            "graphic",
            "graphics",
            "other");
    private static final Set<String> LEVELS = Set.of("none", "1", "2", "latest");
    private static final Pattern LENGTH = Pattern.compile("(\\d{1,4})\\s*(px|%)?");
    private static final Pattern POSITIONS = Pattern.compile("original|center|(\\d{1,2}|100)%(\\s+(\\d{1,2}|100)%)?");
    private static final String WHOLE = "0(px|%)?\\s+0(px|%)?\\s+100%\\s+100%";
    private static final Pattern EDGE = Pattern.compile("(\\d{1,6}|\\d{1,3}\\.\\d{1,3}(?=%))(px|%)?");
    private static final Pattern HEX = Pattern.compile("#?([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})");
    private static final int MOST_MARGIN_PIXELS = 500;
    private static final int MOST_MARGIN_PERCENT = 50;
    private static final String WHITE = "#ffffff";

    RemoveBgPlan {
        operations = List.copyOf(operations);
    }

    /**
     * @param texts by field; empty ones count as not given
     * @param photo upright; empty where only the worker will know
     * @param ground where {@code bg_image_file} will lie
     */
    static RemoveBgPlan of(Map<RemoveBgField, String> texts, Optional<PixelSize> photo, Optional<ObjectRef> ground)
            throws RemoveBgRefusal {
        return new Reading(texts, photo, ground).plan();
    }

    /** One request's fields. */
    private record Reading(Map<RemoveBgField, String> texts, Optional<PixelSize> photo, Optional<ObjectRef> ground) {
        private Optional<String> text(RemoveBgField field) {
            return Optional.ofNullable(texts.get(field))
                    .map(text -> text.strip().toLowerCase(Locale.ROOT))
                    .filter(text -> !text.isEmpty());
        }

        private boolean flag(RemoveBgField field, boolean fallback) throws RemoveBgRefusal {
            Optional<String> text = text(field);
            if (text.isEmpty()) return fallback;
            return switch (text.get()) {
                case "true", "1" -> true;
                case "false", "0" -> false;
                default -> throw RemoveBgRefusal.of(field, "true or false expected");
            };
        }

        private RemoveBgPlan plan() throws RemoveBgRefusal {
            refuseWhatCannotBe();
            return switch (text(CHANNELS).orElse("rgba")) {
                case "rgba" -> picture();
                case "alpha" -> alpha();
                default -> throw RemoveBgRefusal.of(CHANNELS, "rgba or alpha expected");
            };
        }

        private void refuseWhatCannotBe() throws RemoveBgRefusal {
            if (!TYPES.contains(text(TYPE).orElse("auto"))) {
                throw RemoveBgRefusal.of(TYPE, "auto, person, product, animal, car, transportation, graphic or other");
            }
            if (!LEVELS.contains(text(TYPE_LEVEL).orElse("1"))) {
                throw RemoveBgRefusal.of(TYPE_LEVEL, "none, 1, 2 or latest expected");
            }
            if (text(BG_IMAGE_URL).isPresent()) {
                throw RemoveBgRefusal.unable(BG_IMAGE_URL, "grounds are not fetched; send bg_image_file");
            }
            if (!flag(SEMITRANSPARENCY, true)) {
                throw RemoveBgRefusal.unable(SEMITRANSPARENCY, "what lets light through cannot be made opaque");
            }
        }

        /** Left, top, right and bottom. */
        private Optional<Box> roi() throws RemoveBgRefusal {
            Optional<String> text = text(ROI);
            if (text.isEmpty() || text.get().matches(WHOLE)) return Optional.empty();
            String[] edges = text.get().split("\\s+");
            if (edges.length != 4) {
                throw RemoveBgRefusal.of(
                        ROI, "four lengths such as 10% 0px 90% 400px expected: left, top, right, bottom");
            }
            int left = edge(edges[0], true);
            int top = edge(edges[1], false);
            int right = edge(edges[2], true);
            int bottom = edge(edges[3], false);
            if (left >= right || top >= bottom) {
                throw RemoveBgRefusal.of(ROI, "it has no pixels; left, top, right and bottom expected");
            }
            boolean whole = left == 0
                    && top == 0
                    && photo.filter(size -> right >= size.width() && bottom >= size.height())
                            .isPresent();
            return whole ? Optional.empty() : Optional.of(new Box(left, top, right - left, bottom - top));
        }

        /** In pixels of the photo. */
        private int edge(String text, boolean across) throws RemoveBgRefusal {
            Matcher parts = EDGE.matcher(text);
            if (!parts.matches()) throw RemoveBgRefusal.of(ROI, "lengths such as 10% or 20px expected");
            double length = Double.parseDouble(parts.group(1));
            if (!"%".equals(parts.group(2))) return (int) length;
            if (length > 100) throw RemoveBgRefusal.of(ROI, "at most 100% expected");
            if (photo.isEmpty()) {
                throw RemoveBgRefusal.unable(ROI, "only in px, or with the picture itself in place of its url");
            }
            return (int) Math.round(
                    length / 100 * (across ? photo.get().width() : photo.get().height()));
        }

        private RemoveBgPlan alpha() throws RemoveBgRefusal {
            for (RemoveBgField field : List.of(BG_COLOR, SCALE, POSITION, SHADOW_TYPE)) {
                if (text(field).isPresent() && !isNeutral(field)) {
                    throw RemoveBgRefusal.unable(field, "not to be had with channels=alpha");
                }
            }
            if (ground.isPresent()) throw RemoveBgRefusal.unable(BG_IMAGE_FILE, "not to be had with channels=alpha");
            if (flag(CROP, false)) throw RemoveBgRefusal.unable(CROP, "not to be had with channels=alpha");
            if (flag(ADD_SHADOW, false)) throw RemoveBgRefusal.unable(ADD_SHADOW, "not to be had with channels=alpha");
            List<Map<String, Map<String, Object>>> steps = new ArrayList<>();
            steps.add(Map.of("mask", Map.of()));
            Map<String, Object> encode = new LinkedHashMap<>();
            switch (text(FORMAT).orElse("auto")) {
                case "auto", "png" -> encode.put("format", "png");
                case "jpg", "jpeg" -> encode.put("format", "jpeg");
                case "webp" -> encode.put("format", "webp");
                default -> throw RemoveBgRefusal.of(FORMAT, "auto, png, jpg or webp expected with channels=alpha");
            }
            return finished(steps, "mask", encode, true, size(true));
        }

        private boolean isNeutral(RemoveBgField field) {
            return Set.of("original", "default", "100%", "none", "transparent")
                    .contains(text(field).orElse("none"));
        }

        private RemoveBgPlan picture() throws RemoveBgRefusal {
            Map<String, Object> cutout = new LinkedHashMap<>();
            boolean opaque = ground(cutout);
            boolean crop = flag(CROP, false);
            Optional<Double> scale = scale();
            Optional<Object> frame = frame(crop, scale);
            frame.ifPresent(value -> cutout.put("crop", value));
            shadow().ifPresent(value -> cutout.put("shadow", value));
            Map<String, Object> encode = format(opaque);
            return finished(
                    new ArrayList<>(List.of(Map.of("cutout", cutout))),
                    "cutout",
                    encode,
                    frame.isEmpty(),
                    size(frame.isEmpty()));
        }

        /** Whether nothing is transparent then. */
        private boolean ground(Map<String, Object> cutout) throws RemoveBgRefusal {
            Optional<String> colour = colour();
            if (ground.isPresent() && colour.isPresent()) {
                throw new RemoveBgRefusal("multiple_backgrounds", "bg_color or bg_image_file, not both");
            }
            if (ground.isPresent()) {
                cutout.put(
                        "background",
                        Map.of(
                                "bucket",
                                ground.get().bucket(),
                                "key",
                                ground.get().key()));
                return true;
            }
            colour.ifPresent(value -> cutout.put("background", value));
            return colour.isPresent();
        }

        /** Empty where it is transparent. */
        private Optional<String> colour() throws RemoveBgRefusal {
            Optional<String> text = text(BG_COLOR).filter(name -> !name.equals("transparent"));
            if (text.isEmpty()) return Optional.empty();
            Matcher hex = HEX.matcher(text.get());
            if (!hex.matches()) return text; // a name, which the operation knows or refuses
            String digits = hex.group(1);
            if (digits.length() < 6) digits = digits.replaceAll("[0-9a-f]", "$0$0");
            if (digits.length() == 6) return Optional.of("#" + digits);
            return switch (digits.substring(6)) {
                case "ff" -> Optional.of("#" + digits.substring(0, 6));
                case "00" -> Optional.empty();
                default ->
                    throw RemoveBgRefusal.unable(BG_COLOR, "a ground is opaque or none; leave out the last two digits");
            };
        }

        private Optional<Double> scale() throws RemoveBgRefusal {
            Optional<String> text = text(SCALE).filter(value -> !value.equals("original") && !value.equals("default"));
            if (text.isEmpty()) return Optional.empty();
            Matcher parts = LENGTH.matcher(text.get());
            int percent = parts.matches() && "%".equals(parts.group(2)) ? Integer.parseInt(parts.group(1)) : 0;
            if (percent < 10 || percent > 100) throw RemoveBgRefusal.of(SCALE, "original, or 10% to 100% expected");
            return Optional.of(percent / 100.0);
        }

        private Optional<Object> frame(boolean crop, Optional<Double> scale) throws RemoveBgRefusal {
            Map<String, Object> frame = new LinkedHashMap<>();
            if (crop) margin().ifPresent(margin -> frame.put("margin", margin));
            scale.ifPresent(share -> frame.put("scale", share));
            Optional<String> position = position();
            if (!crop && scale.isEmpty()) {
                if (position.isEmpty() || position.get().equals("original")) return Optional.empty();
                throw RemoveBgRefusal.unable(POSITION, "only with scale: without it the subject stays where it is");
            }
            // What is cropped and not scaled has no free space.
            if (scale.isPresent()) position.ifPresent(place -> frame.put("position", place));
            if (!crop) frame.put("aspect", shape());
            return Optional.of(frame.isEmpty() ? true : frame);
        }

        /** The photo's own, which the canvas keeps. */
        private String shape() throws RemoveBgRefusal {
            if (photo.isEmpty()) {
                throw RemoveBgRefusal.unable(
                        SCALE, "only with crop=true, or with the picture itself in place of its url");
            }
            PixelSize size = photo.get();
            int divisor = BigInteger.valueOf(size.width())
                    .gcd(BigInteger.valueOf(size.height()))
                    .intValueExact();
            int width = size.width() / divisor;
            int height = size.height() / divisor;
            // Four digits each; beyond that the shape is rounded by less than a pixel in a thousand.
            double shrink = Math.max(1, Math.max(width, height) / 9999.0);
            int across = Math.max(1, (int) Math.round(width / shrink));
            int down = Math.max(1, (int) Math.round(height / shrink));
            if (across > 10L * down || down > 10L * across) {
                throw RemoveBgRefusal.unable(SCALE, "a picture more than ten times as long as wide is not scaled");
            }
            return across + ":" + down;
        }

        private Optional<String> margin() throws RemoveBgRefusal {
            Optional<String> text = text(CROP_MARGIN);
            if (text.isEmpty()) return Optional.empty();
            String[] sides = text.get().split("\\s+");
            if (sides.length != 1 && sides.length != 2 && sides.length != 4) {
                throw RemoveBgRefusal.of(CROP_MARGIN, "one, two or four lengths such as 30px or 10% expected");
            }
            if (Arrays.stream(sides).distinct().count() > 1) {
                throw RemoveBgRefusal.unable(CROP_MARGIN, "sides of different margins; give one for all");
            }
            Matcher parts = LENGTH.matcher(sides[0]);
            if (!parts.matches()) throw RemoveBgRefusal.of(CROP_MARGIN, "a length such as 30px or 10% expected");
            boolean percent = "%".equals(parts.group(2));
            int length = Integer.parseInt(parts.group(1));
            if (length > (percent ? MOST_MARGIN_PERCENT : MOST_MARGIN_PIXELS)) {
                throw RemoveBgRefusal.of(CROP_MARGIN, "at most 500px or 50% expected");
            }
            return Optional.of(length + (percent ? "%" : "px"));
        }

        /** Of the subject in what is free; where nothing is, it stays where it is. */
        private Optional<String> position() throws RemoveBgRefusal {
            Optional<String> text = text(POSITION);
            if (text.isEmpty()) return Optional.empty();
            if (!POSITIONS.matcher(text.get()).matches()) {
                throw RemoveBgRefusal.of(POSITION, "original, center, or one or two shares such as 25% 75% expected");
            }
            return text;
        }

        private Optional<Object> shadow() throws RemoveBgRefusal {
            boolean asked = switch (text(SHADOW_TYPE).orElse("")) {
                case "" -> flag(ADD_SHADOW, false);
                case "none" -> false;
                case "drop" -> true;
                default -> throw RemoveBgRefusal.unable(SHADOW_TYPE, "none or drop expected; others are not drawn");
            };
            Optional<String> opacity = text(SHADOW_OPACITY);
            if (opacity.isEmpty()) return asked ? Optional.of(true) : Optional.empty();
            if (!opacity.get().matches("\\d{1,2}|100")) {
                throw RemoveBgRefusal.of(SHADOW_OPACITY, "0 to 100 expected");
            }
            return asked ? Optional.of(Map.of("opacity", Integer.parseInt(opacity.get()) / 100.0)) : Optional.empty();
        }

        private Map<String, Object> format(boolean opaque) throws RemoveBgRefusal {
            Map<String, Object> encode = new LinkedHashMap<>();
            switch (text(FORMAT).orElse("auto")) {
                case "auto" -> encode.put("format", opaque ? "jpeg" : "png");
                case "png" -> encode.put("format", "png");
                case "webp" -> encode.put("format", "webp");
                case "jpg", "jpeg" -> {
                    encode.put("format", "jpeg");
                    if (!opaque) encode.put("background", WHITE);
                }
                case "zip" -> {
                    if (opaque) throw RemoveBgRefusal.unable(FORMAT, "a zip of colour and alpha has no background");
                    encode.put("format", "zip");
                }
                default -> throw RemoveBgRefusal.of(FORMAT, "auto, png, jpg, webp or zip expected");
            }
            return encode;
        }

        /** Empty where the picture may be as large as it is. */
        private Optional<SizePreset> size(boolean whole) throws RemoveBgRefusal {
            Optional<SizePreset> size = SizePreset.of(text(SIZE).orElse("preview"));
            if (size.isEmpty()) {
                throw RemoveBgRefusal.of(SIZE, "preview, small, regular, medium, hd, 4k, 50MP, full or auto expected");
            }
            return switch (size.get()) {
                case FULL, AUTO -> Optional.empty();
                case PREVIEW, SMALL, REGULAR, MEDIUM, HD, FOUR_K, FIFTY_MEGAPIXELS ->
                    size.filter(preset -> !whole || photo.isEmpty() || !preset.holds(photo.get()));
            };
        }

        private RemoveBgPlan finished(
                List<Map<String, Map<String, Object>>> steps,
                String step,
                Map<String, Object> encode,
                boolean photoSized,
                Optional<SizePreset> size)
                throws RemoveBgRefusal {
            size.ifPresent(preset -> encode.put("size", preset.spelled()));
            if (encode.equals(Map.of("format", "png"))) return new RemoveBgPlan(steps, roi(), step, photoSized);
            Map<String, Object> last = new LinkedHashMap<>();
            last.put("name", "removebg");
            last.put("of", step);
            last.putAll(encode);
            steps.add(Map.of("encode", last));
            return new RemoveBgPlan(steps, roi(), "removebg", photoSized);
        }
    }
}
