package io.kirinuki.image.remark;

import io.kirinuki.image.Blob;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/**
 * A packet of XMP (ISO 16684-1) made of another's properties of rights, word for word, and of what was said elsewhere and not
 * there. What a property is not known to be of rights is left out, and so is what lies in one that is and is not known itself.
 * Owned by one thread.
 *
 * <p>Bounded: packets of more than 256 KiB, of deeper than a dozen elements or with a document type are not read; one that
 * comes out above 60 KiB, which a JPEG has no room for, is dropped.
 */
final class XmpRights {
    static final int MOST_READ = 256 << 10;
    private static final int MOST_KEPT = 60 << 10;
    private static final int DEEPEST = 12;

    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static final String DUBLIN_CORE = "http://purl.org/dc/elements/1.1/";
    private static final String PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/";

    static final QName CREATOR = new QName(DUBLIN_CORE, "creator", "dc");
    static final QName RIGHTS = new QName(DUBLIN_CORE, "rights", "dc");
    static final QName CREDIT = new QName(PHOTOSHOP, "Credit", "photoshop");
    static final QName SOURCE = new QName(PHOTOSHOP, "Source", "photoshop");
    static final QName POSITION = new QName(PHOTOSHOP, "AuthorsPosition", "photoshop");

    private static final String XML = "http://www.w3.org/XML/1998/namespace";
    private static final Set<String> XML_NAMES = Set.of("lang", "space");
    /** Attributes that were written without a namespace once. */
    private static final Set<String> RDF_OF_OLD = Set.of("about", "parseType", "resource");

    /** All of a namespace where no name is told: rights management and Creative Commons speak of nothing else. */
    private static final Map<String, Set<String>> KEPT = Map.of(
            DUBLIN_CORE,
            Set.of(CREATOR.getLocalPart(), RIGHTS.getLocalPart()),
            PHOTOSHOP,
            Set.of(CREDIT.getLocalPart(), SOURCE.getLocalPart(), POSITION.getLocalPart()),
            "http://ns.adobe.com/xap/1.0/rights/",
            Set.of(),
            // Not how to reach anybody but by a page of the web, nor what models have signed.
            "http://ns.useplus.org/ldf/xmp/1.0/",
            Set.of(
                    "CopyrightOwner",
                    "CopyrightOwnerName",
                    "ImageCreator",
                    "ImageCreatorName",
                    "Licensor",
                    "LicensorName",
                    "LicensorURL"),
            "http://creativecommons.org/ns#",
            Set.of(),
            // That a picture was made by a machine is to stay known.
            "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
            Set.of("DigitalSourceType"));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final XMLStreamWriter out;
    private final Set<QName> said = new HashSet<>();

    private XmpRights() throws XMLStreamException {
        out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
        out.writeProcessingInstruction("xpacket", "begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"");
        out.writeStartElement("x", "xmpmeta", "adobe:ns:meta/");
        out.writeNamespace("x", "adobe:ns:meta/");
        out.writeStartElement("rdf", "RDF", RDF);
        out.writeNamespace("rdf", RDF);
        out.writeStartElement("rdf", "Description", RDF);
        out.writeAttribute("rdf", RDF, "about", "");
    }

    /**
     * Empty where there is nothing to say.
     *
     * @param packet as it was found; empty where there was none. One that is broken says nothing
     * @param words by the property that is to say them, where the packet does not
     */
    static Optional<Blob> of(byte[] packet, Map<QName, List<String>> words) {
        if (packet.length == 0 && words.isEmpty()) return Optional.empty();
        try {
            XmpRights rights = new XmpRights();
            if (packet.length > 0 && packet.length <= MOST_READ) rights.copy(packet);
            return rights.end(words);
        } catch (XMLStreamException broken) {
            return packet.length == 0 ? Optional.empty() : of(new byte[0], words);
        }
    }

    private Optional<Blob> end(Map<QName, List<String>> words) throws XMLStreamException {
        for (Map.Entry<QName, List<String>> each : words.entrySet()) say(each.getKey(), each.getValue());
        out.writeEndDocument();
        out.writeProcessingInstruction("xpacket", "end=\"r\"");
        out.close();
        return said.isEmpty() || bytes.size() > MOST_KEPT
                ? Optional.empty()
                : Optional.of(Blob.of(bytes.toByteArray()));
    }

    private void say(QName property, List<String> texts) throws XMLStreamException {
        if (texts.isEmpty() || !said.add(property)) return;
        begin(property);
        if (property.equals(CREATOR)) {
            list("Seq", texts);
        } else if (property.equals(RIGHTS)) {
            list("Alt", texts.subList(0, 1));
        } else {
            out.writeCharacters(plain(texts.getFirst()));
        }
        out.writeEndElement();
    }

    private void list(String kind, List<String> texts) throws XMLStreamException {
        out.writeStartElement("rdf", kind, RDF);
        for (String text : texts) {
            out.writeStartElement("rdf", "li", RDF);
            if (kind.equals("Alt"))
                out.writeAttribute("xml", "http://www.w3.org/XML/1998/namespace", "lang", "x-default");
            out.writeCharacters(plain(text));
            out.writeEndElement();
        }
        out.writeEndElement();
    }

    /** Without what XML cannot hold. */
    private static String plain(String text) {
        return text.codePoints()
                .filter(c -> (c >= ' ' && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) || c > 0xffff || c == '\n')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private void begin(QName name) throws XMLStreamException {
        out.writeStartElement(name.getPrefix(), name.getLocalPart(), name.getNamespaceURI());
        out.writeNamespace(name.getPrefix(), name.getNamespaceURI());
    }

    private void copy(byte[] packet) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        String text = IptcWords.text(packet);
        String marked =
                text.startsWith("\ufeff") ? text.substring(1) : text; // which XML read from text has no room for
        XMLStreamReader in = factory.createXMLStreamReader(new StringReader(marked));
        int depth = 0;
        int description = -1; // its depth
        while (in.hasNext()) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    if (description >= 0) {
                        property(in);
                        depth--;
                    } else if (in.getName().equals(new QName(RDF, "Description"))) {
                        description = depth;
                        attributes(in);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth == description) description = -1;
                    depth--;
                    if (depth == 0 || in.getName().equals(new QName(RDF, "RDF"))) return;
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new XMLStreamException("XMP has no document type");
                default -> {}
            }
        }
    }

    /** Simple properties may be written as attributes. */
    private void attributes(XMLStreamReader in) throws XMLStreamException {
        for (int i = 0; i < in.getAttributeCount(); i++) {
            QName name = in.getAttributeName(i);
            if (!isKept(name) || !said.add(name)) continue;
            begin(name);
            out.writeCharacters(in.getAttributeValue(i));
            out.writeEndElement();
        }
    }

    /** Whether it may be within a property that is kept. */
    private static boolean isKeptWithin(QName name) {
        return switch (name.getNamespaceURI()) {
            case RDF -> true;
            case "" -> RDF_OF_OLD.contains(name.getLocalPart());
            case XML -> XML_NAMES.contains(name.getLocalPart());
            default -> isKept(name);
        };
    }

    private static boolean isKept(QName property) {
        Set<String> names = KEPT.get(property.getNamespaceURI());
        return names != null && (names.isEmpty() || names.contains(property.getLocalPart()));
    }

    /** Reads to the end of the element, and says it again where it is of rights. */
    private void property(XMLStreamReader in) throws XMLStreamException {
        boolean kept = isKept(in.getName()) && said.add(in.getName());
        int depth = 0;
        int left = 0; // the depth of what is left out, 0 where nothing is
        while (true) {
            int event = in.getEventType();
            if (event == XMLStreamConstants.START_ELEMENT && ++depth > DEEPEST) {
                throw new XMLStreamException("deeper than XMP is");
            }
            if (event == XMLStreamConstants.START_ELEMENT && left == 0 && !isKeptWithin(in.getName())) left = depth;
            if (kept && left == 0) again(event, in);
            if (event == XMLStreamConstants.END_ELEMENT && left == depth) left = 0;
            if (event == XMLStreamConstants.END_ELEMENT && --depth == 0) return;
            in.next();
        }
    }

    private void again(int event, XMLStreamReader in) throws XMLStreamException {
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> element(in);
            case XMLStreamConstants.END_ELEMENT -> out.writeEndElement();
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> out.writeCharacters(in.getText());
            default -> {}
        }
    }

    /** Each element tells anew what its prefixes mean, wherever that was told before. */
    private void element(XMLStreamReader in) throws XMLStreamException {
        QName name = in.getName();
        out.writeStartElement(name.getPrefix(), name.getLocalPart(), name.getNamespaceURI());
        Set<String> told = new LinkedHashSet<>();
        tell(name, told);
        for (int i = 0; i < in.getAttributeCount(); i++) {
            QName attribute = in.getAttributeName(i);
            if (!attribute.getPrefix().isEmpty() && isKeptWithin(attribute)) tell(attribute, told);
        }
        for (int i = 0; i < in.getAttributeCount(); i++) {
            QName attribute = in.getAttributeName(i);
            if (!isKeptWithin(attribute)) continue;
            out.writeAttribute(
                    attribute.getPrefix(),
                    attribute.getNamespaceURI(),
                    attribute.getLocalPart(),
                    in.getAttributeValue(i));
        }
    }

    private void tell(QName name, Set<String> told) throws XMLStreamException {
        if (name.getPrefix().equals("xml") || !told.add(name.getPrefix())) return;
        if (name.getPrefix().isEmpty()) out.writeDefaultNamespace(name.getNamespaceURI());
        else out.writeNamespace(name.getPrefix(), name.getNamespaceURI());
    }
}
