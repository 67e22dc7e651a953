package io.jukung.api.server.rest;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.codec.KubeProtobuf;
import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.cache.CachedObject;
import io.jukung.api.server.chain.Listed;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.status.Rejection;
import io.jukung.platform.Clock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes objects and lists in the representation a client asked for. */
final class Writer {

    private final Clock clock;

    Writer(Clock clock) {
        this.clock = clock;
    }

    Answer object(int status, ResourceDefinition definition, CachedObject object, Representation wanted, Call call) {
        if (wanted.table()) {
            var metadata = ObjectValue.builder()
                    .putIfPresent("resourceVersion", object.object().resourceVersion())
                    .build();
            return tree(
                    status,
                    Tables.table(
                            definition, wanted.version(), List.of(object), metadata, true, include(call), clock.now()),
                    wanted);
        }
        if (wanted.partial()) {
            if (wanted.as().endsWith("List")) {
                throw notA(
                        definition,
                        wanted.as(),
                        "is not a list",
                        definition.names().kind());
            }
            return tree(status, Tables.partial(object.tree(), wanted.version()), wanted);
        }
        if (wanted.format() == Representation.Format.JSON && !wanted.pretty()) {
            return Answer.of(status, "application/json", object.json());
        }
        return tree(status, object.tree(), wanted);
    }

    Answer list(ResourceDefinition definition, Listed listed, Representation wanted, Call call) {
        var metadata = metadata(listed);
        if (wanted.table()) {
            return tree(
                    200,
                    Tables.table(
                            definition, wanted.version(), listed.objects(), metadata, true, include(call), clock.now()),
                    wanted);
        }
        if (wanted.partial()) {
            if (!wanted.as().endsWith("List")) {
                throw notA(
                        definition, wanted.as(), "is a list", definition.names().listKind());
            }
            return tree(200, Tables.partialList(listed.objects(), metadata, wanted.version()), wanted);
        }
        if (wanted.format() == Representation.Format.JSON && !wanted.pretty()) {
            return Answer.of(200, "application/json", json(definition, listed.objects(), metadata));
        }
        return tree(200, listTree(definition, listed.objects(), metadata), wanted);
    }

    static ObjectValue metadata(Listed listed) {
        var metadata = ObjectValue.builder().put("resourceVersion", Long.toString(listed.revision()));
        metadata.putIfPresent("continue", listed.continueToken());
        if (listed.remaining() > 0) {
            metadata.put("remainingItemCount", listed.remaining());
        }
        return metadata.build();
    }

    static ObjectValue listTree(ResourceDefinition definition, List<CachedObject> objects, ObjectValue metadata) {
        return listHead(definition, metadata)
                .with("items", ListValue.of(objects.stream().map(Writer::item).toList()));
    }

    private static ObjectValue listHead(ResourceDefinition definition, ObjectValue metadata) {
        return ObjectValue.builder()
                .put("kind", definition.names().listKind())
                .put("apiVersion", definition.groupVersionResource().apiVersion())
                .put("metadata", metadata)
                .build();
    }

    /** Items of a list do not say what they are: the list does. */
    private static ObjectValue item(CachedObject object) {
        return object.tree().without("kind").without("apiVersion");
    }

    private static byte[] json(ResourceDefinition definition, List<CachedObject> objects, ObjectValue metadata) {
        var head = Json.write(listHead(definition, metadata));
        var out = new ByteArrayOutputStream(head.length + objects.size() * 2048);
        out.write(head, 0, head.length - 1);
        out.writeBytes(",\"items\":[".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < objects.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            var object = objects.get(i);
            out.writeBytes(object.encoded("application/json;item", ignored -> Json.write(item(object))));
        }
        out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /** A tree that has no cached bytes. */
    static Answer tree(int status, ObjectValue tree, Representation wanted) {
        return Answer.of(status, wanted.format().mediaType(), bytes(tree, wanted));
    }

    static byte[] bytes(Value tree, Representation wanted) {
        return switch (wanted.format()) {
            case JSON -> Json.write(tree);
            case PROTOBUF -> KubeProtobuf.write(Schemas.kubernetes(), (ObjectValue) tree);
            case YAML -> Yaml.write(tree).getBytes(StandardCharsets.UTF_8);
        };
    }

    static Tables.IncludeObject include(Call call) {
        return switch (call.param("includeObject")) {
            case "", "Metadata" -> Tables.IncludeObject.METADATA;
            case "Object" -> Tables.IncludeObject.OBJECT;
            case "None" -> Tables.IncludeObject.NONE;
            case String other ->
                throw Rejection.badRequest("Unable to convert to Table as requested: includeObject: Invalid value: \""
                        + other + "\": must be 'Metadata', 'Object', 'None', or empty");
        };
    }

    private static Rejection notA(ResourceDefinition definition, String asked, String but, String kind) {
        var goPackage =
                definition.group().isEmpty() ? "core" : definition.group().replaceAll("\\..*", "");
        return new Rejection(
                406,
                "NotAcceptable",
                "you requested " + asked + ", but the requested object " + but + " (*" + goPackage + "." + kind + ")",
                null);
    }
}
