package io.kirinuki.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The one way events become bytes and back: UTF-8 JSON, fields in the order the records declare them, absent Optionals
 * left out, instants as RFC 3339 strings, unknown fields ignored, the same field given twice refused. Numbers that JSON
 * does not have, which Jackson would write as words, are refused: that is a bug of who computed them.
 *
 * <p>Threads: any. Requests of others are read by {@link RequestReader}, which trusts nothing.
 */
public final class Json {
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .addMixIn(ImageRequest.class, WrittenRequest.class)
            .addModule(new FiniteNumbers())
            .addModule(new Sources())
            .build();

    private static final JsonMapper WHOLE = MAPPER.rebuild()
            .annotationIntrospector(new RequiredUnlessOptional())
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private static final ObjectReader ANSWERS = WHOLE.readerFor(ImageAnswer.class);

    private Json() {}

    public static byte[] write(ImageAnswer answer) {
        return MAPPER.writeValueAsBytes(answer);
    }

    public static byte[] write(ImageRequest request) {
        return MAPPER.writeValueAsBytes(request);
    }

    /**
     * Reads what {@link #write(ImageAnswer)} wrote, in this version or a later one.
     *
     * @throws JacksonException where the bytes are no answer: the results topic holds nothing else, so that is a bug
     */
    public static ImageAnswer readAnswer(byte[] value) {
        return ANSWERS.readValue(value);
    }

    /**
     * Reads a record of ours in which nothing is missing that is not Optional.
     *
     * @throws JacksonException where the bytes are something else
     */
    public static <T> T readWhole(byte[] value, Class<T> type) {
        T record = WHOLE.readValue(value, type);
        if (record == null) throw DatabindException.from((JsonParser) null, "null is no " + type.getSimpleName());
        return record;
    }

    /**
     * Reads as {@link #readWhole} does a type that holds some whose classes are told by name.
     *
     * @param named classes with a {@code @JsonTypeName} each
     */
    public static ObjectReader wholeReader(Class<?> type, Collection<Class<?>> named) {
        return WHOLE.rebuild().registerSubtypes(named).build().readerFor(type);
    }

    /** Without it a missing number would be read as 0. */
    private static final class RequiredUnlessOptional extends JacksonAnnotationIntrospector {
        @Override
        public Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            return member.getRawType() != Optional.class;
        }
    }

    /** Reads an object or an address, told apart by the field {@code url}. */
    private static final class Sources extends SimpleModule {
        private Sources() {
            addDeserializer(ImageSource.class, new ValueDeserializer<>() {
                @Override
                public ImageSource deserialize(JsonParser json, DeserializationContext context) {
                    JsonNode source = context.readTree(json);
                    if (!source.hasNonNull("url")) return context.readTreeAsValue(source, ObjectRef.class);
                    for (String field : List.of("bucket", "key", "versionId")) {
                        if (source.hasNonNull(field)) {
                            throw DatabindException.from(
                                    json, "url, or bucket and key, expected, found both; leave one of them out");
                        }
                    }
                    try {
                        return new WebAddress(source.get("url").stringValue());
                    } catch (IllegalArgumentException | JsonNodeException e) {
                        throw DatabindException.from(json, e.getMessage()).prependPath(source, "url");
                    }
                }
            });
        }
    }

    /** Writes numbers, and neither NaN nor infinity. */
    private static final class FiniteNumbers extends SimpleModule {
        private FiniteNumbers() {
            ValueSerializer<Number> finite = new ValueSerializer<>() {
                @Override
                public void serialize(Number number, JsonGenerator json, SerializationContext context) {
                    double value = number.doubleValue();
                    if (!Double.isFinite(value)) throw DatabindException.from(json, value + " is no number of JSON");
                    if (number instanceof Float) json.writeNumber(number.floatValue());
                    else json.writeNumber(value);
                }
            };
            for (Class<? extends Number> type : List.of(Double.class, double.class, Float.class, float.class)) {
                addSerializer(type, finite);
            }
        }
    }

    /** Leaves out what {@link ImageRequest} fills in by itself, so that a request read and written again does not grow. */
    interface WrittenRequest {
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<?> operations();

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<?, ?> parameters();

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = DefaultOutput.class)
        ImageRequest.Output output();
    }

    /** Equal to the output that is left out: the way Jackson asks. */
    private static final class DefaultOutput {
        @Override
        public boolean equals(Object output) {
            return ImageRequest.Output.DEFAULT.equals(output);
        }

        @Override
        public int hashCode() {
            return ImageRequest.Output.DEFAULT.hashCode();
        }
    }
}
