package io.kirinuki.image.heif;

import static io.kirinuki.image.heif.BoxWriter.box;
import static io.kirinuki.image.heif.BoxWriter.bytes;
import static io.kirinuki.image.heif.BoxWriter.full;
import static io.kirinuki.image.heif.BoxWriter.joined;
import static io.kirinuki.image.heif.BoxWriter.u16;
import static io.kirinuki.image.heif.BoxWriter.u32;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kirinuki.outcome.Outcome.FailedException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** HEIC and AVIF files: by libheif's own programs, where they are installed, and put together anew by hand. */
public final class HeifFiles {
    /** A box, and whether it must be understood. */
    static final class Property {
        private final byte[] box;
        private final boolean essential;

        Property(byte[] box, boolean essential) {
            this.box = box;
            this.essential = essential;
        }

        static Property of(String type, byte... content) {
            return new Property(BoxWriter.box(type, content), true);
        }

        String type() {
            return new String(box, 4, 4, StandardCharsets.ISO_8859_1);
        }
    }

    /** What a file holds. */
    static final class Item {
        private final int id;
        private final String type;
        private final byte[] data;
        private final boolean inside;
        private final List<Property> properties;

        /** @param inside whether its bytes are among the boxes */
        Item(int id, String type, byte[] data, boolean inside, List<Property> properties) {
            this.id = id;
            this.type = type;
            this.data = data;
            this.inside = inside;
            this.properties = List.copyOf(properties);
        }

        static Item of(int id, String type, byte[] data, Property... properties) {
            return new Item(id, type, data, false, List.of(properties));
        }

        /** With these beside its own. */
        Item with(Property... more) {
            return with(Stream.concat(properties.stream(), Arrays.stream(more)).toList());
        }

        /** With these in place of its own. */
        Item with(List<Property> others) {
            return new Item(id, type, data, inside, others);
        }

        Item as(int other) {
            return new Item(other, type, data, inside, properties);
        }

        /** With as many of its bytes. */
        Item cut(int left) {
            return new Item(id, type, Arrays.copyOf(data, left), inside, properties);
        }

        List<Property> properties() {
            return properties;
        }

        int length() {
            return data.length;
        }
    }

    /** To other items, in order. */
    static final class Reference {
        private final String type;
        private final int from;
        private final int[] to;

        Reference(String type, int from, int... to) {
            this.type = type;
            this.from = from;
            this.to = to;
        }

        private byte[] box() {
            byte[] ids = new byte[0];
            for (int id : to) ids = joined(ids, u16(id));
            return BoxWriter.box(type, u16(from), u16(to.length), ids);
        }
    }

    private HeifFiles() {}

    /** Skips the test where it cannot be. */
    public static byte[] encoded(BufferedImage picture, String extension, String... options) {
        try {
            Path folder = Files.createTempDirectory("heif");
            Path png = folder.resolve("in.png");
            ImageIO.write(picture, "png", png.toFile());
            return encoded(png, extension, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] encoded(Path png, String extension, String... options) throws IOException {
        Path file = png.resolveSibling("out." + extension);
        List<String> command = new ArrayList<>(List.of("heif-enc", "-o", file.toString()));
        command.addAll(List.of(options));
        command.add(png.toString());
        run(command);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        Files.delete(png);
        Files.delete(png.getParent());
        return bytes;
    }

    /** Small ones of each kind: of both codecs, with transparency, grey, of 10 bits, and in tiles that are cut and turned. */
    public static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (String extension : List.of("heic", "avif")) {
            BufferedImage colours = painted(48, 32, BufferedImage.TYPE_INT_RGB);
            byte[] tile = exact(painted(64, 64, BufferedImage.TYPE_INT_RGB), extension);
            seeds.add(exact(colours, extension));
            seeds.add(encoded(colours, extension, "-q", "70", "-t", "16"));
            seeds.add(exact(painted(48, 32, BufferedImage.TYPE_INT_ARGB), extension));
            seeds.add(encoded(painted(48, 32, BufferedImage.TYPE_BYTE_GRAY), extension, "-q", "70"));
            Property cut =
                    new Property(box("clap", u32(90), u32(1), u32(50), u32(1), u32(0), u32(1), u32(0), u32(1)), true);
            Item grid = grid(9, 2, 1, 100, 64, cut, Property.of("irot", (byte) 1), Property.of("imir", (byte) 0));
            seeds.add(file(extension, List.of(grid, item(1, tile), item(2, tile)), new Reference("dimg", 9, 1, 2)));
        }
        return seeds;
    }

    private static BufferedImage painted(int width, int height, int type) {
        BufferedImage picture = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) picture.setRGB(x, y, x * 0x05030201 ^ y * 0x03070503);
        }
        return picture;
    }

    /** Without loss, in its own colours. */
    public static byte[] exact(BufferedImage picture, String extension, String... more) {
        String[] options = Stream.concat(
                        Stream.of("-L", "-p", "chroma=444", "--matrix_coefficients=0"), Arrays.stream(more))
                .toArray(String[]::new);
        return encoded(picture, extension, options);
    }

    /** What libheif by itself makes of a whole file. */
    static BufferedImage converted(byte[] heif) {
        try {
            Path folder = Files.createTempDirectory("heif");
            Path in = folder.resolve("in.heic");
            Path out = folder.resolve("out.png");
            Files.write(in, heif);
            run(List.of("heif-convert", in.toString(), out.toString()));
            BufferedImage read = ImageIO.read(out.toFile());
            try (Stream<Path> all = Files.list(folder)) {
                for (Path each : all.toList()) Files.delete(each);
            }
            Files.delete(folder);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(List<String> command) throws IOException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) throw new IOException(command + ": " + said);
        } catch (IOException e) {
            assumeTrue(
                    !String.valueOf(e.getMessage()).contains("error=2"),
                    command.getFirst() + " is not installed; on Debian it is in libheif-examples");
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The one coded picture of a file, and what it needs, as an item to be built with. */
    static Item item(int id, byte[] heif) {
        try {
            CodedImage image = HeifPicture.of(heif).colours().pieces().getFirst();
            HeifCodec codec = image.codec();
            byte[] data = new byte[0];
            for (Span each : image.data()) data = joined(data, Arrays.copyOfRange(heif, each.from(), each.to()));
            byte[] configuration = Arrays.copyOfRange(
                    heif, image.configuration().from(), image.configuration().to());
            List<Property> properties = new ArrayList<>(List.of(
                    new Property(size(image.size().width(), image.size().height()), false),
                    new Property(box(codec.configuration(), configuration), true)));
            image.colours().ifPresent(each -> properties.add(new Property(each.box(), false)));
            return new Item(id, codec.item(), data, false, properties);
        } catch (FailedException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A picture in rows of the same tile. */
    public static byte[] tiled(byte[] tile, int width, int height, int columns, int rows) {
        int[] ids = new int[columns * rows];
        Arrays.fill(ids, 1);
        Item grid = grid(9, columns, rows, columns * width, rows * height);
        return file("mif1", List.of(grid, item(1, tile)), new Reference("dimg", 9, ids));
    }

    /** The one coded picture of a file with one box more that says something of it. */
    public static byte[] with(byte[] heif, String type, byte[]... content) {
        return file("mif1", List.of(item(1, heif).with(new Property(box(type, content), true))));
    }

    static byte[] size(int width, int height) {
        return full("ispe", 0, u32(width), u32(height));
    }

    /** A grid of tiles, laid out inside the boxes. */
    static Item grid(int id, int columns, int rows, int width, int height, Property... more) {
        byte[] layout = joined(new byte[] {0, 0, (byte) (rows - 1), (byte) (columns - 1)}, u16(width), u16(height));
        Item grid = new Item(id, "grid", layout, true, List.of(new Property(size(width, height), false)));
        return grid.with(more);
    }

    static byte[] file(String brand, List<Item> items, Reference... references) {
        byte[] types = box("ftyp", bytes(brand), u32(0), bytes("mif1"), bytes(brand));
        int length = meta(items, references, 0).length;
        byte[] data = new byte[0];
        for (Item item : items) if (!item.inside) data = joined(data, item.data);
        return joined(types, meta(items, references, types.length + length + 8), box("mdat", data));
    }

    private static byte[] meta(List<Item> items, Reference[] references, int start) {
        byte[] kinds = u16(items.size());
        byte[] places = joined(new byte[] {0x44, 0}, u16(items.size()));
        byte[] inside = new byte[0];
        byte[] known = new byte[0];
        byte[] associated = u32(items.size());
        byte[] links = new byte[0];
        int outside = start;
        int index = 0;
        for (Item item : items) {
            boolean shown = item.id == items.getFirst().id;
            kinds = joined(
                    kinds,
                    box("infe", u32(2 << 24 | (shown ? 0 : 1)), u16(item.id), u16(0), bytes(item.type), new byte[1]));
            int at = item.inside ? inside.length : outside;
            places = joined(
                    places, u16(item.id), u16(item.inside ? 1 : 0), u16(0), u16(1), u32(at), u32(item.data.length));
            if (item.inside) inside = joined(inside, item.data);
            else outside += item.data.length;
            associated = joined(associated, u16(item.id), new byte[] {(byte) item.properties.size()});
            for (Property each : item.properties) {
                known = joined(known, each.box);
                associated = joined(associated, new byte[] {(byte) (++index | (each.essential ? 0x80 : 0))});
            }
        }
        for (Reference each : references) links = joined(links, each.box());
        return full(
                "meta",
                0,
                full("hdlr", 0, u32(0), bytes("pict"), new byte[13]),
                full("pitm", 0, u16(items.getFirst().id)),
                full("iloc", 1, places),
                full("iinf", 0, kinds),
                box("iprp", box("ipco", known), full("ipma", 0, associated)),
                full("iref", 0, links),
                box("idat", inside));
    }
}
