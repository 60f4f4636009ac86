package io.kirinuki.evaluation;

import io.kirinuki.evaluation.Matching.Named;
import io.kirinuki.evaluation.Stock.Item;
import io.kirinuki.image.Photo;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The photos that results were made of, by the names of those. Any thread may ask. */
public final class PhotosOf {
    private final Stock stock;
    private final Map<String, Item> byName = new TreeMap<>();

    private PhotosOf(Stock stock) {
        this.stock = stock;
    }

    /** @param names as a {@link Matching} gives them; those without a photo of their own have none */
    public static PhotosOf these(Collection<String> names, Stock stock) throws FailedException, InterruptedException {
        PhotosOf photos = new PhotosOf(stock);
        List<Named<String>> wanted =
                names.stream().map(name -> new Named<>(name, name, name)).toList();
        List<Named<Item>> there = stock.items().stream()
                .filter(Item::isImage)
                .map(item -> new Named<>(NameRule.of(item.name()), item.place(), item))
                .toList();
        for (var pair : Matching.of(there, wanted).pairs()) {
            photos.byName.put(pair.name(), pair.predicted().value());
        }
        return photos;
    }

    /** Upright; to be closed. Empty where there is none, fails where it cannot be read. */
    public Optional<Photo> open(String name) throws FailedException, InterruptedException {
        Item item = byName.get(name);
        if (item == null) return Optional.empty();
        byte[] bytes = stock.read(item);
        return Optional.of(
                PhotoFile.read(bytes, HeaderProbe.probe(bytes).orThrow()).orThrow());
    }
}
