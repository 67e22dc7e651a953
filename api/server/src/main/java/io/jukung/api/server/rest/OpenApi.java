package io.jukung.api.server.rest;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.openapi.ApiResource;
import io.jukung.api.model.openapi.OpenApiV3;
import io.jukung.api.model.schema.Descriptions;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.server.registry.Registry;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.Subresource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The OpenAPI documents, made when first asked for and kept: they change only with the program. */
final class OpenApi {

    private static final String ROOT = "/openapi/v3";

    private final Registry registry;
    private final List<VirtualResource> virtual;
    private @Nullable Map<String, byte[]> documents;

    /** @param virtual resources that no store holds, such as reviews */
    OpenApi(Registry registry, List<VirtualResource> virtual) {
        this.registry = registry;
        this.virtual = List.copyOf(virtual);
    }

    /** The answer where the path is one of OpenAPI v3. */
    Optional<Answer> answer(Call call) {
        if (!call.path().startsWith(ROOT)) {
            return Optional.empty();
        }
        var root = call.path().substring(ROOT.length());
        var body = root.isEmpty() || root.equals("/")
                ? Json.write(OpenApiV3.index(documents()))
                : documents().get(root);
        return Optional.ofNullable(body).map(found -> answer(call, found));
    }

    private static Answer answer(Call call, byte[] body) {
        var tag = "\"" + OpenApiV3.hash(body) + "\"";
        boolean known = call.header("if-none-match").equals(tag);
        return Answer.of(known ? 304 : 200, "application/json", known ? new byte[0] : body)
                .with("etag", tag)
                .with("vary", "Accept");
    }

    /** Every document's bytes by its root, such as {@code /apis/apps/v1}. */
    private synchronized Map<String, byte[]> documents() {
        var made = documents;
        if (made == null) {
            made = new TreeMap<>();
            var descriptions = Descriptions.kubernetes();
            for (var entry : resources().entrySet()) {
                made.put(
                        entry.getKey(),
                        Json.write(OpenApiV3.document(
                                Schemas.kubernetes(), descriptions, entry.getKey(), entry.getValue())));
            }
            documents = made;
        }
        return made;
    }

    private Map<String, List<ApiResource>> resources() {
        var byRoot = new TreeMap<String, List<ApiResource>>();
        for (var definition : registry.all()) {
            byRoot.computeIfAbsent(root(definition.group(), definition.version()), root -> new ArrayList<>())
                    .add(resource(definition));
        }
        for (var review : virtual) {
            byRoot.computeIfAbsent(root(review.group(), review.version()), root -> new ArrayList<>())
                    .add(new ApiResource(
                            review.groupVersionKind(),
                            review.plural(),
                            review.namespaced(),
                            Set.of("create"),
                            List.of()));
        }
        return byRoot;
    }

    private static String root(String group, String version) {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }

    private static ApiResource resource(ResourceDefinition definition) {
        // Connections are streams, not objects: they have no document.
        var parts = definition.subresources().stream()
                .filter(part -> !(part instanceof Subresource.Connection))
                .map(part -> new ApiResource.Subresource(
                        part.name(), Discovery.kind(definition, part), Set.copyOf(Discovery.verbs(part))))
                .toList();
        return new ApiResource(
                definition.groupVersionKind(),
                definition.names().plural(),
                definition.namespaced(),
                Set.copyOf(Discovery.verbs(definition)),
                parts);
    }
}
