package io.kirinuki.specimen;

import io.kirinuki.image.PixelSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Files of every format and mode that the engine reads, rendered by our own code at any size. The fuzzer changes small
 * ones; large ones show what memory decoding takes. The same bytes each time.
 */
public final class Specimens {
    private static final Map<String, Function<PixelSize, byte[]>> RENDERERS = renderers();

    private Specimens() {}

    private static Map<String, Function<PixelSize, byte[]>> renderers() {
        Map<String, Function<PixelSize, byte[]>> all = new LinkedHashMap<>();
        JpegSpecimens.addTo(all);
        PngSpecimens.addTo(all);
        WebpSpecimens.addTo(all);
        TiffSpecimens.addTo(all);
        OtherSpecimens.addTo(all);
        return all;
    }

    public static List<String> names() {
        return List.copyOf(RENDERERS.keySet());
    }

    public static byte[] file(String name, PixelSize size) {
        Function<PixelSize, byte[]> renderer = RENDERERS.get(name);
        if (renderer == null) throw new IllegalArgumentException("%s is none of %s".formatted(name, names()));
        return renderer.apply(size);
    }

    public static List<byte[]> all(PixelSize size) {
        List<byte[]> files = new ArrayList<>();
        for (String name : names()) files.add(file(name, size));
        return files;
    }
}
