package io.jukung.api.model.codec;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.schema.ObjectDecoder;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.schema.TypeMismatchException;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * {@code application/vnd.kubernetes.protobuf}: the four bytes {@code k8s\0}, then a {@code runtime.Unknown} that names
 * the kind and holds the object as its group's protobuf message. Fields the schema does not know are dropped, as
 * Kubernetes does.
 */
public final class KubeProtobuf {

    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int TYPE_META = 1;
    private static final int RAW = 2;
    private static final int CONTENT_TYPE = 4;
    private static final int API_VERSION = 1;
    private static final int KIND = 2;

    private KubeProtobuf() {}

    /**
     * The outer message.
     *
     * @param raw the object's own message, or another form of it; not copied
     * @param contentType of {@code raw}; "" for protobuf
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on once, never compared.
    private record Envelope(GroupVersionKind kind, byte[] raw, String contentType) {}

    /** Whether the bytes begin as this encoding does. */
    public static boolean isEncoded(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    private static Envelope envelope(byte[] bytes) {
        if (!isEncoded(bytes)) {
            throw new DecodingException(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        var reader = new ProtobufReader(bytes, MAGIC.length, bytes.length);
        var apiVersion = "";
        var kind = "";
        var raw = new byte[0];
        var contentType = "";
        while (reader.next()) {
            switch (reader.number()) {
                case TYPE_META -> {
                    var type = reader.message();
                    while (type.next()) {
                        switch (type.number()) {
                            case API_VERSION -> apiVersion = type.text();
                            case KIND -> kind = type.text();
                            default -> type.skip();
                        }
                    }
                }
                case RAW -> raw = reader.bytes();
                case CONTENT_TYPE -> contentType = reader.text();
                default -> reader.skip();
            }
        }
        return new Envelope(GroupVersionKind.of(apiVersion, kind), raw, contentType);
    }

    /**
     * The object, in the form that reading its JSON gives.
     *
     * @throws DecodingException for other bytes, a kind without schema, or a broken message
     */
    public static ObjectValue read(Schemas schemas, byte[] bytes) {
        var envelope = envelope(bytes);
        var kind = envelope.kind();
        var schema = schemas.find(kind)
                .orElseThrow(() -> new DecodingException(
                        "no kind \"%s\" is registered for version \"%s\"".formatted(kind.kind(), kind.apiVersion())));
        var object = envelope.contentType().isEmpty() || envelope.contentType().equals(MEDIA_TYPE)
                ? readMessage(schema, envelope.raw())
                : Json.readObject(envelope.raw());
        var named = object.with("apiVersion", Value.of(kind.apiVersion())).with("kind", Value.of(kind.kind()));
        try {
            return ObjectDecoder.decode(schema, named).object();
        } catch (TypeMismatchException e) {
            throw new DecodingException("protobuf: " + e.getMessage());
        }
    }

    /** One message of the schema, without the outer one. */
    static ObjectValue readMessage(ObjectSchema schema, byte[] bytes) {
        return ProtobufMessages.read(schema, new ProtobufReader(bytes, 0, bytes.length));
    }

    /**
     * The object's bytes; its apiVersion and kind go to the outer message.
     *
     * @throws DecodingException for a kind without schema, or a value of a wrong type
     */
    public static byte[] write(Schemas schemas, ObjectValue object) {
        var kind = GroupVersionKind.of(object.text("apiVersion"), object.text("kind"));
        var schema = schemas.find(kind)
                .orElseThrow(() -> new DecodingException("kind \"%s\" of version \"%s\" has no protobuf form"
                        .formatted(kind.kind(), kind.apiVersion())));
        var type = new ProtobufWriter();
        type.text(API_VERSION, kind.apiVersion());
        type.text(KIND, kind.kind());
        var raw = new ProtobufWriter();
        ProtobufMessages.write(schema, object, raw);
        var out = new ProtobufWriter();
        out.raw(MAGIC);
        out.message(TYPE_META, type);
        out.message(RAW, raw);
        out.text(3, "");
        out.text(CONTENT_TYPE, "");
        return out.toBytes();
    }

    /**
     * One frame of a watch: the length in four bytes, then a WatchEvent.
     *
     * @param object as {@link #write} gives it
     */
    public static byte[] watchFrame(String eventType, byte[] object) {
        var extension = new ProtobufWriter();
        extension.bytes(1, object);
        var event = new ProtobufWriter();
        event.text(1, eventType);
        event.message(2, extension);
        var bytes = event.toBytes();
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    static String utf8(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
}
