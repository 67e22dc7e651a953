package io.jukung.api.server.chain;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.patch.JsonPatch;
import io.jukung.api.model.patch.MergePatch;
import io.jukung.api.model.patch.PatchException;
import io.jukung.api.model.patch.StrategicMerge;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.status.Rejection;
import java.util.List;

/** A patch document and how it is read. */
public sealed interface Patch {

    Value document();

    /** RFC 6902. */
    record Json(Value document) implements Patch {}

    /** RFC 7386. */
    record Merge(Value document) implements Patch {}

    /** Kubernetes' merge by list keys. */
    record Strategic(Value document) implements Patch {}

    /**
     * The patched object.
     *
     * @param kind of the object
     * @throws Rejection where the patch is none or does not fit the object
     */
    default ObjectValue apply(GroupVersionKind kind, ObjectValue object) {
        Value patched;
        try {
            patched = switch (this) {
                case Json json -> JsonPatch.apply(object, json.document());
                case Merge merge -> MergePatch.apply(object, merge.document());
                case Strategic strategic -> {
                    var schema = Schemas.kubernetes().find(kind);
                    yield schema.isPresent()
                            ? StrategicMerge.apply(schema.get(), object, strategic.document())
                            : MergePatch.apply(object, strategic.document());
                }
            };
        } catch (PatchException e) {
            throw rejection(kind, object, e);
        }
        if (patched instanceof ObjectValue result) {
            return result;
        }
        throw Rejection.badRequest("a patch must leave an object, this one leaves something else");
    }

    private static Rejection rejection(GroupVersionKind kind, ObjectValue object, PatchException error) {
        var text = String.valueOf(error.getMessage());
        return switch (error.reason()) {
            case MALFORMED -> Rejection.badRequest(text);
            case NOT_APPLICABLE -> notApplicable(kind, object, text);
            case UNSUPPORTED -> new Rejection(500, "", text, null);
        };
    }

    private static Rejection notApplicable(GroupVersionKind kind, ObjectValue object, String text) {
        var error = new FieldError("patch", FieldError.Type.INVALID, object, text);
        return new Rejection(
                422,
                "Invalid",
                "the server rejected our request due to an error in our request",
                Rejection.invalid(kind, object.text("metadata", "name"), List.of(error))
                        .status()
                        .object("details")
                        .without("causes"));
    }
}
