package io.jukung.api.model.openapi;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;

/** The paths of one document and what can be done there. Used by one thread, once. */
final class Paths {

    private static final List<String> PATCHES = List.of(
            "application/apply-patch+yaml",
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json");
    private static final List<String> ANSWERS =
            List.of("application/json", "application/vnd.kubernetes.protobuf", "application/yaml");
    private static final List<String> SELECTION = List.of(
            "allowWatchBookmarks:boolean",
            "continue:string",
            "fieldSelector:string",
            "labelSelector:string",
            "limit:integer",
            "resourceVersion:string",
            "resourceVersionMatch:string",
            "sendInitialEvents:boolean",
            "timeoutSeconds:integer",
            "watch:boolean");
    private static final List<String> WRITING =
            List.of("dryRun:string", "fieldManager:string", "fieldValidation:string");
    private static final List<String> DELETION = List.of(
            "dryRun:string", "gracePeriodSeconds:integer", "orphanDependents:boolean", "propagationPolicy:string");

    private final Schemas schemas;
    private final Definitions definitions;
    private final String root;
    private final TreeMap<String, Value> written = new TreeMap<>();

    /** @param root for example {@code /apis/apps/v1} */
    Paths(Schemas schemas, Definitions definitions, String root) {
        this.schemas = schemas;
        this.definitions = definitions;
        this.root = root;
    }

    ObjectValue toTree() {
        return ObjectValue.of(written);
    }

    void add(ApiResource resource) {
        var collection = root + (resource.namespaced() ? "/namespaces/{namespace}/" : "/") + resource.plural();
        if (resource.namespaced() && resource.verbs().contains("list")) {
            put(root + "/" + resource.plural(), resource, ObjectValue.of("get", read(resource.kind(), "list")));
        }
        var operations = ObjectValue.builder();
        if (resource.verbs().contains("list")) {
            operations.put("get", read(resource.kind(), "list"));
        }
        if (resource.verbs().contains("create")) {
            operations.put("post", write(resource.kind(), "post", WRITING));
        }
        if (resource.verbs().contains("deletecollection")) {
            operations.put("delete", delete(resource.kind(), "deletecollection"));
        }
        put(collection, resource, operations.build());
        put(collection + "/{name}", resource, one(resource.kind(), resource.verbs()));
        for (var subresource : resource.subresources()) {
            put(collection + "/{name}/" + subresource.name(), resource, one(subresource.kind(), subresource.verbs()));
        }
    }

    private ObjectValue one(GroupVersionKind kind, Set<String> verbs) {
        var operations = ObjectValue.builder();
        if (verbs.contains("get")) {
            operations.put("get", read(kind, "get"));
        }
        if (verbs.contains("create")) {
            operations.put("post", write(kind, "post", WRITING));
        }
        if (verbs.contains("update")) {
            operations.put("put", write(kind, "put", WRITING));
        }
        if (verbs.contains("delete")) {
            operations.put("delete", delete(kind, "delete"));
        }
        if (verbs.contains("patch")) {
            operations.put("patch", patch(kind));
        }
        return operations.build();
    }

    private void put(String path, ApiResource resource, ObjectValue operations) {
        if (operations.isEmpty()) {
            return;
        }
        var named = ObjectValue.builder();
        operations
                .fields()
                .forEach((method, operation) -> named.put(
                        method,
                        operation instanceof ObjectValue tree
                                ? tree.with("operationId", Value.of(operationId(method, path)))
                                : operation));
        var parameters = new ArrayList<Value>();
        for (var name : List.of("name", "namespace")) {
            if (path.contains("{" + name + "}")) {
                parameters.add(parameter(name, "path", "string")
                        .with(
                                "description",
                                Value.of(name + " of the " + resource.kind().kind()))
                        .with("required", Value.of(true)));
            }
        }
        parameters.add(parameter("pretty", "query", "string"));
        written.put(path, named.put("parameters", ListValue.of(parameters)).build());
    }

    /** Unique in the document: the method and the path in camel case. */
    private static String operationId(String method, String path) {
        var id = new StringBuilder(method);
        for (var word : path.split("[^A-Za-z0-9]+")) {
            if (!word.isEmpty()) {
                id.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
            }
        }
        return id.toString();
    }

    private static ObjectValue parameter(String name, String place, String type) {
        return ObjectValue.builder()
                .put("name", name)
                .put("in", place)
                .put(
                        "schema",
                        ObjectValue.builder()
                                .put("type", type)
                                .put("uniqueItems", true)
                                .build())
                .build();
    }

    private ObjectValue.Builder operation(GroupVersionKind kind, String action, List<String> parameters) {
        return ObjectValue.builder()
                .put("description", action + " " + kind.kind())
                .put(
                        "parameters",
                        ListValue.of(parameters.stream()
                                .map(parameter -> parameter.split(":"))
                                .map(words -> parameter(words[0], "query", words[1]))
                                .toList()))
                .put("x-kubernetes-action", action)
                .put("x-kubernetes-group-version-kind", Definitions.kind(kind));
    }

    private ObjectValue read(GroupVersionKind kind, String action) {
        boolean list = action.equals("list");
        var answered = list ? new GroupVersionKind(kind.group(), kind.version(), kind.kind() + "List") : kind;
        return operation(kind, action, list ? SELECTION : List.of())
                .put("responses", responses(reference(answered)))
                .build();
    }

    private ObjectValue write(GroupVersionKind kind, String action, List<String> parameters) {
        return operation(kind, action, parameters)
                .put("requestBody", content(List.of("*/*"), reference(kind)))
                .put("responses", responses(reference(kind)))
                .build();
    }

    private ObjectValue patch(GroupVersionKind kind) {
        var parameters = new ArrayList<>(WRITING);
        parameters.add("force:boolean");
        return operation(kind, "patch", parameters)
                .put("requestBody", content(PATCHES, definitions.patch()))
                .put("responses", responses(reference(kind)))
                .build();
    }

    private ObjectValue delete(GroupVersionKind kind, String action) {
        var meta = new GroupVersionKind("", "v1", "DeleteOptions");
        return operation(kind, action, DELETION)
                .put("requestBody", content(List.of("*/*"), reference(meta)))
                .put("responses", responses(reference(new GroupVersionKind("", "v1", "Status"))))
                .build();
    }

    private ObjectValue reference(GroupVersionKind kind) {
        return schemas.find(kind)
                .map((ObjectSchema schema) -> definitions.reference(schema))
                .orElse(ObjectValue.empty());
    }

    private static ObjectValue content(List<String> mediaTypes, ObjectValue schema) {
        var content = ObjectValue.builder();
        mediaTypes.forEach(type -> content.put(type, ObjectValue.of("schema", schema)));
        return ObjectValue.of("content", content.build());
    }

    private static ObjectValue responses(ObjectValue schema) {
        return ObjectValue.builder()
                .put("200", content(ANSWERS, schema).with("description", Value.of("OK")))
                .put("401", ObjectValue.of("description", Value.of("Unauthorized")))
                .build();
    }
}
