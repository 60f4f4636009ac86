package io.kirinuki.image.remark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.SampleImages;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Files that say all that cameras and agencies say: whose they are, and what nobody needs to know. */
public final class RemarkedFiles {
    public static final String ARTIST = "Jördis Ωmega";
    public static final String COPYRIGHT = "© 2026 J. Ωmega";
    /** In each of these files, and in no result. */
    public static final String SERIAL = "SERIAL-4711";

    public static final String XMP = """
            <?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
             xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
             xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:p="http://ns.useplus.org/ldf/xmp/1.0/"
             xmlns:x5="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
             xmlns:dcterms="http://purl.org/dc/terms/"
             xmpRights:Marked="True" xmpRights:WebStatement="https://example.org/rights?a=1&amp;b=2"
             tiff:Orientation="6" aux:SerialNumber="SERIAL-4711" exif:GPSLatitude="48,12.5N"
             dcterms:provenance="https://example.org/manifest.c2pa"
             x5:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia">
             <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">All &lt;rights&gt; reserved</rdf:li></rdf:Alt></dc:rights>
             <dc:subject><rdf:Bag><rdf:li>SERIAL-4711</rdf:li></rdf:Bag></dc:subject>
             <p:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource">
               <p:LicensorURL>https://example.org/buy</p:LicensorURL></rdf:li></rdf:Seq></p:Licensor>
            </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""";

    private RemarkedFiles() {}

    /** With an orientation, a density of 300 by 150 an inch, artist, copyright, a directory of places, and a thumbnail. */
    public static byte[] exif(int orientation) {
        byte[] artist = (ARTIST + '\0').getBytes(UTF_8);
        byte[] copyright = (COPYRIGHT + '\0').getBytes(UTF_8);
        byte[] serial = (SERIAL + '\0').getBytes(ISO_8859_1);
        ByteBuffer tiff = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put("II*\0".getBytes(ISO_8859_1)).putInt(8).putShort((short) 7);
        entry(tiff, 0x112, 3, 1, orientation);
        entry(tiff, 0x11a, 5, 1, 300);
        entry(tiff, 0x11b, 5, 1, 308);
        entry(tiff, 0x128, 3, 1, 2);
        entry(tiff, 0x13b, 2, artist.length, 320);
        entry(tiff, 0x8298, 2, copyright.length, 360);
        entry(tiff, 0x8825, 4, 1, 200); // the directory of places
        tiff.putInt(230); // the thumbnail's directory
        tiff.position(200).putShort((short) 1);
        entry(tiff, 0x1d, 2, serial.length, 400);
        tiff.putInt(0);
        tiff.position(230).putShort((short) 1);
        entry(tiff, 0x201, 4, 1, 400);
        tiff.putInt(0);
        tiff.putInt(300, 300).putInt(304, 1).putInt(308, 300).putInt(312, 2);
        tiff.put(320, artist).put(360, copyright).put(400, serial);
        return tiff.array();
    }

    private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
        tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }

    /** Records as agencies write them: creator, credit and copyright. */
    public static byte[] iptc(String creator, String credit, String copyright) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        record(records, 80, creator);
        record(records, 103, SERIAL);
        record(records, 110, credit);
        record(records, 116, copyright);
        return records.toByteArray();
    }

    private static void record(ByteArrayOutputStream records, int number, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        records.writeBytes(new byte[] {0x1c, 2, (byte) number, 0, (byte) bytes.length});
        records.writeBytes(bytes);
    }

    /** Behind its first segment, that says what JFIF says. */
    public static byte[] jpeg(byte[] jpeg, byte[] exif, String xmp, byte[] iptc) {
        byte[] file = jpeg;
        if (iptc.length > 0) {
            ByteBuffer resource = ByteBuffer.allocate(12 + iptc.length + iptc.length % 2);
            resource.put("8BIM".getBytes(ISO_8859_1)).putShort((short) 0x404).putShort((short) 0);
            resource.putInt(iptc.length).put(iptc);
            file = segment(file, 0xed, "Photoshop 3.0\0", resource.array());
        }
        if (!xmp.isEmpty()) file = segment(file, 0xe1, "http://ns.adobe.com/xap/1.0/\0", xmp.getBytes(UTF_8));
        return exif.length == 0 ? file : segment(file, 0xe1, "Exif\0\0", exif);
    }

    private static byte[] segment(byte[] jpeg, int marker, String name, byte[] content) {
        ByteBuffer segment = ByteBuffer.allocate(4 + name.length() + content.length);
        segment.put((byte) 0xff).put((byte) marker).putShort((short) (segment.capacity() - 2));
        segment.put(name.getBytes(ISO_8859_1)).put(content);
        return SampleImages.spliced(jpeg, 20, segment.array()); // behind the JFIF segment
    }
}
