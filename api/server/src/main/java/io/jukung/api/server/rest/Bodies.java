package io.jukung.api.server.rest;

import io.jukung.api.model.codec.Decoded;
import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.codec.KubeProtobuf;
import io.jukung.api.model.codec.Limits;
import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.chain.Patch;
import io.jukung.api.server.status.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads request bodies by their media type. */
final class Bodies {

    private Bodies() {}

    static String mediaType(Call call) {
        var type = call.contentType();
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).trim();
    }

    /** The body as a tree, whatever it holds. */
    static Decoded decode(Call call, GroupVersionKind expected) {
        var type = mediaType(call);
        try {
            return switch (type) {
                case "", "application/json" -> Json.decode(call.body(), Limits.REQUEST);
                case KubeProtobuf.MEDIA_TYPE ->
                    new Decoded(KubeProtobuf.read(Schemas.kubernetes(), call.body()), List.of());
                case "application/yaml" -> Yaml.decode(call.body(), Limits.REQUEST);
                case String ignored -> throw Rejection.unsupportedMediaType(Representation.ACCEPTED);
            };
        } catch (DecodingException e) {
            throw Rejection.badRequest("the object provided is unrecognized (must be of type " + expected.kind()
                    + "): couldn't get version/kind; json parse error: " + e.getMessage() + " (" + hex(call.body())
                    + " ...)");
        }
    }

    /**
     * The body as an object of the kind; {@code apiVersion} and {@code kind} are set where it has none.
     */
    static Typed typed(Call call, GroupVersionKind expected) {
        var decoded = decode(call, expected);
        if (!(decoded.value() instanceof ObjectValue object)) {
            throw Rejection.badRequest(expected.kind() + " in version \"" + expected.version()
                    + "\" cannot be handled as a " + expected.kind() + ": a JSON object was expected");
        }
        var kind = object.text("kind").isEmpty() ? expected.kind() : object.text("kind");
        var apiVersion = object.text("apiVersion").isEmpty() ? expected.apiVersion() : object.text("apiVersion");
        if (!kind.equals(expected.kind()) || !apiVersion.equals(expected.apiVersion())) {
            throw wrongKind(kind, apiVersion, expected);
        }
        return new Typed(
                object.with("kind", Value.of(kind)).with("apiVersion", Value.of(apiVersion)), decoded.duplicates());
    }

    /** The body as a patch, by its media type. */
    static Patch patch(Call call) {
        return switch (mediaType(call)) {
            case "application/json-patch+json" -> new Patch.Json(document(call, "error decoding patch: "));
            case "application/merge-patch+json" -> new Patch.Merge(document(call, "error decoding patch: "));
            case "application/strategic-merge-patch+json" -> new Patch.Strategic(document(call, ""));
            case String ignored -> throw Rejection.unsupportedPatchType();
        };
    }

    /** The body of a server-side apply: YAML, of which JSON is a part. */
    static ObjectValue applied(Call call) {
        Value value;
        try {
            value = Yaml.decode(call.body(), Limits.REQUEST).value();
        } catch (DecodingException e) {
            throw Rejection.badRequest("error decoding YAML: " + e.getMessage());
        }
        if (value instanceof ObjectValue object) {
            return object;
        }
        throw Rejection.badRequest("error decoding YAML: an object was expected");
    }

    private static Decoded document(Call call, String errorStart) {
        try {
            return Json.decode(call.body(), Limits.REQUEST);
        } catch (DecodingException e) {
            throw Rejection.badRequest(errorStart + e.getMessage());
        }
    }

    private static Rejection wrongKind(String kind, String apiVersion, GroupVersionKind expected) {
        var version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        return Rejection.badRequest(kind + " in version \"" + version + "\" cannot be handled as a "
                + expected.kind() + ": no kind \"" + kind + "\" is registered for version \"" + apiVersion
                + "\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
    }

    /**
     * An object and the paths of fields written twice.
     */
    record Typed(ObjectValue object, List<String> duplicates) {}

    private static String hex(byte[] bytes) {
        var start = new String(bytes, 0, Math.min(bytes.length, 32), StandardCharsets.UTF_8);
        return start.replaceAll("\\p{Cntrl}", " ");
    }
}
