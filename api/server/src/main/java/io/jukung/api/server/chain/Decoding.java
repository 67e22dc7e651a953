package io.jukung.api.server.chain;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.schema.ObjectDecoder;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.schema.TypeMismatchException;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.status.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Takes what clients send into the form of its kind, and tells them of what the kind does not know. */
public final class Decoding {

    private Decoding() {}

    /**
     * The object as its schema has it; of a kind without a schema as it is.
     *
     * @param duplicates fields that the document held twice
     * @throws Rejection 400 for a value of a wrong type, and under strict validation for unknown and double fields
     */
    public static ObjectValue decode(
            GroupVersionKind kind, ObjectValue object, List<String> duplicates, WriteOptions options) {
        return decode(kind, object, duplicates, options, why -> unhandled(kind, why));
    }

    /**
     * The same with a refusal of the caller's choice.
     *
     * @param refusal of what is wrong
     */
    static ObjectValue decode(
            GroupVersionKind kind,
            ObjectValue object,
            List<String> duplicates,
            WriteOptions options,
            Function<String, Rejection> refusal) {
        var schema = Schemas.kubernetes().find(kind);
        if (schema.isEmpty()) {
            return object;
        }
        var problems = new ArrayList<String>();
        duplicates.forEach(path -> problems.add("duplicate field \"" + path + "\""));
        ObjectDecoder.Decoded decoded;
        try {
            decoded = ObjectDecoder.decode(schema.get(), object);
        } catch (TypeMismatchException e) {
            throw refusal.apply(String.valueOf(e.getMessage()));
        }
        decoded.unknownFields().forEach(path -> problems.add("unknown field \"" + path + "\""));
        if (!problems.isEmpty()) {
            switch (options.fieldValidation()) {
                case IGNORE -> {}
                case WARN -> problems.forEach(options.warn());
                case STRICT -> throw refusal.apply("strict decoding error: " + String.join(", ", problems));
            }
        }
        return decoded.object();
    }

    private static Rejection unhandled(GroupVersionKind kind, String why) {
        return Rejection.badRequest(kind.kind() + " in version \"" + kind.version() + "\" cannot be handled as a "
                + kind.kind() + ": " + why);
    }
}
