package io.kirinuki.image.heif;

import static io.kirinuki.image.heif.BoxWriter.box;
import static io.kirinuki.image.heif.BoxWriter.bytes;
import static io.kirinuki.image.heif.BoxWriter.full;
import static io.kirinuki.image.heif.BoxWriter.u16;
import static io.kirinuki.image.heif.BoxWriter.u32;

import io.kirinuki.image.PixelSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A HEIF file of one coded picture and no more, which libheif is given in place of the one that came: no grids, turns,
 * notes, profiles or second pictures, and no box that anybody else has written but the decoder's own.
 */
final class PieceFile {
    private static final int ESSENTIAL = 0x80;

    private PieceFile() {}

    static byte[] of(HeifCodec codec, PixelSize size, CodedData coded, Optional<Cicp> colours) {
        byte[] types = box("ftyp", bytes(codec.brand()), u32(0), bytes("mif1"), bytes(codec.brand()));
        int length = coded.data().length;
        byte[] meta = meta(codec, size, coded, colours, 0, length);
        int start = types.length + meta.length + 8;
        return BoxWriter.joined(types, meta(codec, size, coded, colours, start, length), box("mdat", coded.data()));
    }

    private static byte[] meta(
            HeifCodec codec, PixelSize size, CodedData coded, Optional<Cicp> colours, int start, int length) {
        List<byte[]> properties = new ArrayList<>();
        properties.add(full("ispe", 0, u32(size.width()), u32(size.height())));
        properties.add(box(codec.configuration(), coded.configuration()));
        colours.ifPresent(each -> properties.add(each.box()));
        byte[] named = new byte[properties.size()];
        for (int i = 0; i < named.length; i++) named[i] = (byte) (i + 1);
        named[1] |= (byte) ESSENTIAL;
        return full(
                "meta",
                0,
                full("hdlr", 0, u32(0), bytes("pict"), new byte[13]),
                full("pitm", 0, u16(1)),
                full("iloc", 0, new byte[] {0x44, 0}, u16(1), u16(1), u16(0), u16(1), u32(start), u32(length)),
                full("iinf", 0, u16(1), full("infe", 2, u16(1), u16(0), bytes(codec.item()), new byte[1])),
                box(
                        "iprp",
                        box("ipco", properties.toArray(byte[][]::new)),
                        full("ipma", 0, u32(1), u16(1), new byte[] {(byte) named.length}, named)));
    }
}
