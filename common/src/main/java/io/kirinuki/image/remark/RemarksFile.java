package io.kirinuki.image.remark;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Density;
import io.kirinuki.image.Remarks;
import io.kirinuki.image.heif.HeifPicture;
import io.kirinuki.image.heif.Span;
import io.kirinuki.image.probe.PngHeader;
import io.kirinuki.image.probe.WebpHeader;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.jpeg.JpegHeader;
import io.kirinuki.image.probe.tiff.TiffDirectory;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.namespace.QName;

/**
 * Reads {@link Remarks} out of files: EXIF, XMP, IPTC's records, texts of PNG, and each format's own word on the density. Takes
 * time and memory at most linear in what of the file is remarks. Owned by one thread.
 */
public final class RemarksFile {
    private static final String XMP_IN_JPEG = "http://ns.adobe.com/xap/1.0/\0";
    private static final String XMP_IN_PNG = "XML:com.adobe.xmp";
    private static final String PHOTOSHOP = "Photoshop 3.0\0";
    /** That text in UTF-8 may begin with. */
    private static final String MARK = "\u00ef\u00bb\u00bf";

    private static final String JFIF = "JFIF\0";
    private static final int ARTIST = 0x13b;
    private static final int COPYRIGHT = 0x8298;
    private static final int ACROSS = 0x11a;
    private static final int DOWN = 0x11b;
    private static final int UNIT = 0x128;
    private static final int XMP = 0x2bc;
    private static final int IPTC = 0x83bb;
    private static final int INCHES = 2;
    private static final int CENTIMETRES = 3;
    /** A name longer than that is none. */
    private static final int MOST_WORDS = 4096;

    private Optional<Density> density = Optional.empty();
    private Optional<Blob> artist = Optional.empty();
    private Optional<Blob> copyright = Optional.empty();
    private byte[] xmp = new byte[0];
    private final Map<QName, List<String>> words = new LinkedHashMap<>();

    private RemarksFile() {}

    /** Of a file of that format, as it is stored, not yet upright. What is broken says nothing: it must not cost the picture. */
    public static Remarks of(byte[] bytes, ImageFormat format) {
        RemarksFile file = new RemarksFile();
        sound(() -> file.read(bytes, format));
        return new Remarks(file.density, file.artist, file.copyright, XmpRights.of(file.xmp, file.words));
    }

    private interface Part {
        void read() throws FailedException;
    }

    /** One that is broken silences none of the others. */
    private static void sound(Part part) {
        try {
            part.read();
        } catch (FailedException broken) {
            // What was read of it before stands.
        }
    }

    private void read(byte[] bytes, ImageFormat format) throws FailedException {
        HeaderBytes file =
                HeaderBytes.of(bytes, format == ImageFormat.WEBP ? LITTLE_ENDIAN : BIG_ENDIAN, format.name());
        switch (format) {
            case JPEG -> jpeg(file);
            case PNG -> png(file);
            case WEBP -> {
                sound(() -> exif(WebpHeader.remark(file, "EXIF")));
                sound(() -> xmp(WebpHeader.remark(file, "XMP ")));
            }
            case TIFF -> directory(TiffDirectory.ofPicture(file));
            case HEIC, AVIF -> heif(bytes);
            case GIF, BMP, PNM -> {}
        }
    }

    private void jpeg(HeaderBytes file) {
        sound(() -> xmp(JpegHeader.remark(file, 1, XMP_IN_JPEG)));
        sound(() -> {
            Optional<HeaderBytes> jfif = JpegHeader.remark(file, 0, JFIF);
            if (jfif.isEmpty() || jfif.get().length() < 7) return;
            HeaderBytes own = jfif.get();
            dense(own.u8(2, "unit") + 1, own.u16(3, "density"), own.u16(5, "density"));
        });
        sound(() -> exif(JpegHeader.remark(file, 1, TiffDirectory.EXIF)));
        sound(() -> {
            Optional<HeaderBytes> photoshop = JpegHeader.remark(file, 13, PHOTOSHOP);
            if (photoshop.isPresent()) iptc(IptcWords.ofPhotoshop(photoshop.get()));
        });
    }

    private void iptc(Optional<HeaderBytes> records) throws FailedException {
        if (records.isPresent()) words.putAll(IptcWords.of(records.get()));
    }

    private interface Text {
        Optional<PngText> of(HeaderBytes chunk) throws FailedException;
    }

    private void png(HeaderBytes file) {
        texts(file, "iTXt", PngText::international);
        texts(file, "tEXt", PngText::plain);
        texts(file, "zTXt", PngText::packed);
        sound(() -> {
            for (HeaderBytes chunk : PngHeader.remarks(file, "pHYs")) {
                boolean metres = chunk.u8(8, "unit") == 1;
                if (metres)
                    density = Density.ofMetre((double) chunk.u32(0, "density"), (double) chunk.u32(4, "density"));
            }
        });
        sound(() -> exif(PngHeader.remarks(file, "eXIf").stream().findFirst()));
    }

    private void texts(HeaderBytes file, String name, Text kind) {
        sound(() -> {
            for (HeaderBytes chunk : PngHeader.remarks(file, name)) sound(() -> text(kind.of(chunk)));
        });
    }

    private void text(Optional<PngText> chunk) {
        if (chunk.isEmpty()) return;
        byte[] text = chunk.get().text().bytes();
        switch (chunk.get().keyword()) {
            case XMP_IN_PNG -> xmp = text;
            case "Author" -> say(XmpRights.CREATOR, text);
            case "Copyright" -> say(XmpRights.RIGHTS, text);
            default -> {}
        }
    }

    private void say(QName property, byte[] text) {
        if (text.length > 0 && text.length <= MOST_WORDS) words.putIfAbsent(property, List.of(IptcWords.text(text)));
    }

    private void heif(byte[] bytes) throws FailedException {
        HeaderBytes all = HeaderBytes.of(bytes, BIG_ENDIAN, "HEIF");
        for (Span span : HeifPicture.of(bytes).notes()) {
            HeaderBytes note = all.part(span.from(), span.length());
            // EXIF begins with how many bytes stand before it.
            if (note.has(0, "<") || note.has(0, MARK + "<")) xmp(Optional.of(note));
            else sound(() -> exif(Optional.of(note.part(4 + note.u32(0, "EXIF"), note.length()))));
        }
    }

    /** Before it is copied: a file may say that all of it is XMP, and files are large. */
    private void xmp(Optional<HeaderBytes> packet) {
        packet.filter(found -> found.length() <= XmpRights.MOST_READ).ifPresent(found -> xmp = found.copied());
    }

    /** With or without what JPEG needs before it. */
    private void exif(Optional<HeaderBytes> structure) throws FailedException {
        if (structure.isEmpty()) return;
        HeaderBytes exif = structure.get();
        int prefix = exif.has(0, TiffDirectory.EXIF) ? TiffDirectory.EXIF.length() : 0;
        directory(TiffDirectory.ofExif(exif.part(prefix, exif.length())));
    }

    private void directory(TiffDirectory directory) {
        sound(() -> artist = words(directory, ARTIST));
        sound(() -> copyright = words(directory, COPYRIGHT));
        sound(() -> xmp(directory.bytes(XMP)));
        sound(() -> iptc(directory.bytes(IPTC)));
        sound(() -> {
            OptionalDouble across = directory.fraction(ACROSS);
            OptionalDouble down = directory.fraction(DOWN);
            if (density.isEmpty() && across.isPresent() && down.isPresent()) {
                dense(directory.small(UNIT, INCHES), across.getAsDouble(), down.getAsDouble());
            }
        });
    }

    /** Units as TIFF counts them: others mean the shape of a pixel alone. */
    private void dense(int unit, double across, double down) {
        if (unit == INCHES) density = Density.ofInch(across, down);
        if (unit == CENTIMETRES) density = Density.ofMetre(100 * across, 100 * down);
    }

    /** As they are, in whatever letters, without the 0 at their end. */
    private static Optional<Blob> words(TiffDirectory directory, int tag) throws FailedException {
        Optional<HeaderBytes> field = directory.bytes(tag);
        if (field.isEmpty() || field.get().length() > MOST_WORDS) return Optional.empty();
        byte[] text = field.get().copied();
        int end = text.length;
        while (end > 0 && (text[end - 1] == 0 || text[end - 1] == ' ')) end--;
        return end == 0 ? Optional.empty() : Optional.of(Blob.of(Arrays.copyOf(text, end)));
    }
}
