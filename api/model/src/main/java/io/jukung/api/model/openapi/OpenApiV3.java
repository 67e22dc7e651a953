package io.jukung.api.model.openapi;

import io.jukung.api.model.schema.Descriptions;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** OpenAPI 3.0 as the Kubernetes API serves it: one document a group version, and an index of them. */
public final class OpenApiV3 {

    private OpenApiV3() {}

    /**
     * The document at {@code /openapi/v3/<root>}.
     *
     * @param root {@code /api/v1} or {@code /apis/<group>/<version>}
     * @param resources those of the group version; kinds without schema get paths without one
     */
    public static ObjectValue document(
            Schemas schemas, Descriptions descriptions, String root, List<ApiResource> resources) {
        var definitions = new Definitions(descriptions);
        var paths = new Paths(schemas, definitions, root);
        resources.forEach(paths::add);
        return ObjectValue.builder()
                .put("openapi", "3.0.0")
                .put("info", info())
                .put("paths", paths.toTree())
                .put(
                        "components",
                        ObjectValue.builder()
                                .put("schemas", definitions.toTree())
                                .put("securitySchemes", bearer())
                                .build())
                .put("security", ListValue.of(ObjectValue.of("BearerToken", ListValue.empty())))
                .build();
    }

    private static ObjectValue info() {
        return ObjectValue.builder()
                .put("title", "Kubernetes")
                .put("version", "1.36")
                .build();
    }

    private static ObjectValue bearer() {
        return ObjectValue.of(
                "BearerToken",
                ObjectValue.builder()
                        .put("description", "Bearer Token authentication")
                        .put("type", "apiKey")
                        .put("name", "authorization")
                        .put("in", "header")
                        .build());
    }

    /**
     * The document at {@code /openapi/v3}: where each document is, with a hash so that clients may keep it for ever.
     *
     * @param documents each document's bytes as served, by its root
     */
    public static ObjectValue index(Map<String, byte[]> documents) {
        var paths = ObjectValue.builder();
        new TreeMap<>(documents)
                .forEach((root, bytes) -> paths.put(
                        root.substring(1),
                        ObjectValue.of("serverRelativeURL", Value.of("/openapi/v3" + root + "?hash=" + hash(bytes)))));
        return ObjectValue.of("paths", paths.build());
    }

    /** What identifies a document's content: its {@code ?hash=} and, quoted, its ETag. */
    public static String hash(byte[] document) {
        try {
            var digest = MessageDigest.getInstance("SHA-512").digest(document);
            return HexFormat.of().withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-512", e);
        }
    }
}
