package io.kirinuki.evaluation;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files that lie together, in a folder or a bucket. Any thread may read. */
public sealed interface Stock {
    /**
     * A file of a stock.
     *
     * @param name its path below the folder or prefix, with slashes; its own name where that is a single file
     * @param place its full path, or the address of the object
     */
    record Item(String name, String place) {
        /** By its name. */
        public boolean isImage() {
            return NameRule.isImage(name);
        }
    }

    List<Item> items() throws FailedException, InterruptedException;

    byte[] read(Item item) throws FailedException, InterruptedException;

    /** A folder with all below it, but for what is named with a leading dot; or a single file. */
    record Folder(Path path) implements Stock {
        @Override
        public List<Item> items() throws FailedException {
            if (!Files.isDirectory(path))
                return List.of(new Item(path.getFileName().toString(), path.toString()));
            try (var files = Files.walk(path)) {
                return files.filter(Files::isRegularFile)
                        .filter(file -> isShown(path.relativize(file)))
                        .sorted()
                        .map(file -> new Item(path.relativize(file).toString().replace('\\', '/'), file.toString()))
                        .toList();
            } catch (IOException e) {
                throw unreadable(path.toString(), e);
            }
        }

        private static boolean isShown(Path file) {
            for (Path part : file) if (part.toString().startsWith(".")) return false;
            return true;
        }

        @Override
        public byte[] read(Item item) throws FailedException {
            try {
                return Files.readAllBytes(Path.of(item.place()));
            } catch (IOException | OutOfMemoryError e) { // the latter of more than 2 GiB
                throw unreadable(item.place(), e);
            }
        }

        private static FailedException unreadable(String file, Throwable e) {
            return new FailedException(new Failure.Unavailable(file, e.toString()));
        }
    }

    /** The objects below a prefix, which is a folder; or a single object of that key. */
    record Bucket(ObjectStore store, String bucket, String prefix) implements Stock {
        public Bucket {
            while (prefix.endsWith("/")) prefix = prefix.substring(0, prefix.length() - 1);
        }

        @Override
        public List<Item> items() throws FailedException, InterruptedException {
            String folder = prefix.isEmpty() ? "" : prefix + "/"; // "masks" is not "masks-old" as well
            List<Item> items = new ArrayList<>();
            Optional<String> after = Optional.empty();
            do {
                ObjectStore.Page page = store.list(bucket, prefix, after).orThrow();
                for (String key : page.keys()) {
                    if (key.equals(prefix)) items.add(item(key, key.lastIndexOf('/') + 1));
                    if (key.startsWith(folder) && !key.endsWith("/")) items.add(item(key, folder.length()));
                }
                after = page.next();
            } while (after.isPresent());
            return items;
        }

        private Item item(String key, int nameFrom) {
            return new Item(key.substring(nameFrom), root() + key);
        }

        private String root() {
            return "s3://" + bucket + "/";
        }

        @Override
        public byte[] read(Item item) throws FailedException, InterruptedException {
            ObjectRef object = ObjectRef.of(bucket, item.place().substring(root().length()));
            try (var open = store.open(object).orThrow()) {
                return open.read().orThrow();
            }
        }
    }
}
