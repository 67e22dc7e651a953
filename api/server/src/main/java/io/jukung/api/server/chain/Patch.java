package io.jukung.api.server.chain;

import io.jukung.api.model.codec.Decoded;
import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.patch.GoText;
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

    Decoded document();

    /** RFC 6902. */
    record Json(Decoded document) implements Patch {}

    /** RFC 7386. */
    record Merge(Decoded document) implements Patch {}

    /** Kubernetes' merge by list keys. */
    record Strategic(Decoded document) implements Patch {}

    /**
     * The patched object as its kind has it.
     *
     * @param kind of the object
     * @throws Rejection where the patch is none, does not fit the object, or leaves no object of the kind
     */
    default ObjectValue apply(GroupVersionKind kind, ObjectValue object, WriteOptions options) {
        Value patched;
        try {
            patched = switch (this) {
                case Json json -> JsonPatch.apply(object, json.document().value());
                case Merge merge -> MergePatch.apply(object, merge.document().value());
                case Strategic strategic -> {
                    var schema = Schemas.kubernetes().find(kind);
                    yield schema.isPresent()
                            ? StrategicMerge.apply(
                                    schema.get(), object, strategic.document().value())
                            : MergePatch.apply(object, strategic.document().value());
                }
            };
        } catch (PatchException e) {
            throw rejection(e);
        }
        if (!(patched instanceof ObjectValue result)) {
            throw Rejection.badRequest("a patch must leave an object, this one leaves something else");
        }
        var named = result.with("kind", unlessEmpty(result.text("kind"), kind.kind()))
                .with("apiVersion", unlessEmpty(result.text("apiVersion"), kind.apiVersion()));
        requireKind(kind, named);
        return Decoding.decode(kind, named, document().duplicates(), options, why -> undecodable(named, why));
    }

    private static Value unlessEmpty(String said, String otherwise) {
        return Value.of(said.isEmpty() ? otherwise : said);
    }

    private void requireKind(GroupVersionKind kind, ObjectValue patched) {
        var said = patched.text("kind");
        var version = patched.text("apiVersion");
        if (!said.equals(kind.kind()) || !version.equals(kind.apiVersion())) {
            throw undecodable(
                    patched,
                    "no kind \"" + said + "\" is registered for version \"" + version
                            + "\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
        }
    }

    /** What the patch leaves is no object of its kind; shown as Kubernetes does: the object, or of a strategic merge the patch. */
    private Rejection undecodable(ObjectValue patched, String why) {
        var shown = switch (this) {
            case Json ignored -> io.jukung.api.model.codec.Json.text(patched);
            case Merge ignored -> io.jukung.api.model.codec.Json.text(patched);
            case Strategic strategic -> GoText.of(strategic.document().value());
        };
        return Rejection.invalid(
                new GroupVersionKind("", "", ""), "", List.of(FieldError.invalid("patch", shown, why)));
    }

    private static Rejection rejection(PatchException error) {
        var text = String.valueOf(error.getMessage());
        return switch (error.reason()) {
            case MALFORMED -> Rejection.badRequest(text);
            case NOT_APPLICABLE ->
                new Rejection(
                        422,
                        "Invalid",
                        "the server rejected our request due to an error in our request",
                        ObjectValue.empty());
            case TOO_LARGE -> Rejection.tooLarge(text);
            case UNSUPPORTED -> new Rejection(500, "", text, null);
        };
    }
}
