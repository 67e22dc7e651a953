package io.jukung.api.server.rest;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.registry.Registry;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.Subresource;
import io.jukung.api.server.status.Rejection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the server serves, in the legacy and in the aggregated form, computed from the registry. */
final class Discovery {

    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final List<String> PART_VERBS = List.of("get", "patch", "update");
    private static final String AGGREGATED_TYPE = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final Registry registry;
    private final List<VirtualResource> virtual;
    private final String serverAddress;

    /**
     * @param virtual resources that no store holds, such as reviews
     * @param serverAddress host and port by which clients may reach this server
     */
    Discovery(Registry registry, List<VirtualResource> virtual, String serverAddress) {
        this.registry = registry;
        this.virtual = List.copyOf(virtual);
        this.serverAddress = serverAddress;
    }

    /** The answer where the path is one of discovery. */
    Optional<Answer> answer(Call call) {
        var path = call.path().length() > 1 && call.path().endsWith("/")
                ? call.path().substring(0, call.path().length() - 1)
                : call.path();
        var parts = path.split("/");
        return switch (parts.length) {
            case 2 ->
                switch (parts[1]) {
                    case "api" -> Optional.of(root(call, List.of("")));
                    case "apis" -> Optional.of(root(call, groups()));
                    default -> Optional.empty();
                };
            case 3 ->
                switch (parts[1]) {
                    case "api" -> parts[2].equals("v1") ? Optional.of(resources(call, "", "v1")) : Optional.empty();
                    case "apis" -> Optional.of(group(call, parts[2]));
                    default -> Optional.empty();
                };
            case 4 -> parts[1].equals("apis") ? Optional.of(resources(call, parts[2], parts[3])) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** All groups but the core one. */
    private List<String> groups() {
        var groups = new ArrayList<String>();
        registry.groups().stream().filter(group -> !group.isEmpty()).forEach(groups::add);
        virtual.stream()
                .map(VirtualResource::group)
                .filter(group -> !group.isEmpty() && !groups.contains(group))
                .forEach(groups::add);
        return groups.stream().distinct().toList();
    }

    private List<String> versions(String group) {
        var versions = new ArrayList<>(registry.versions(group));
        virtual.stream()
                .filter(resource -> resource.group().equals(group) && !versions.contains(resource.version()))
                .forEach(resource -> versions.add(resource.version()));
        return versions.stream().distinct().toList();
    }

    private Answer root(Call call, List<String> groups) {
        boolean core = groups.contains("");
        var wanted = Representation.negotiate(
                call.header("accept"),
                false,
                choice -> offered(choice)
                        || (choice.as().equals("APIGroupDiscoveryList")
                                && choice.group().equals("apidiscovery.k8s.io")
                                && choice.version().equals("v2")
                                && choice.format() == Representation.Format.JSON));
        if (!wanted.plain()) {
            var body = Json.write(aggregated(groups));
            var tag = "\"" + HexFormat.of().withUpperCase().formatHex(digest("SHA-512", body)) + "\"";
            boolean known = call.header("if-none-match").equals(tag);
            return Answer.of(known ? 304 : 200, "application/json" + AGGREGATED_TYPE, known ? new byte[0] : body)
                    .with("etag", tag)
                    .with("vary", "Accept")
                    .with("cache-control", "public");
        }
        return Writer.tree(200, core ? coreVersions() : groupList(groups), wanted);
    }

    private static boolean offered(Representation wanted) {
        return wanted.plain() && wanted.format() != Representation.Format.PROTOBUF;
    }

    private ObjectValue coreVersions() {
        return ObjectValue.builder()
                .put("kind", "APIVersions")
                .put("versions", ListValue.of(Value.of("v1")))
                .put(
                        "serverAddressByClientCIDRs",
                        ListValue.of(ObjectValue.builder()
                                .put("clientCIDR", "0.0.0.0/0")
                                .put("serverAddress", serverAddress)
                                .build()))
                .build();
    }

    private ObjectValue groupList(List<String> groups) {
        return ObjectValue.builder()
                .put("kind", "APIGroupList")
                .put("apiVersion", "v1")
                .put("groups", ListValue.of(groups.stream().map(this::groupTree).toList()))
                .build();
    }

    private ObjectValue groupTree(String group) {
        var versions = versions(group).stream()
                .map(version -> ObjectValue.builder()
                        .put("groupVersion", group + "/" + version)
                        .put("version", version)
                        .build())
                .toList();
        return ObjectValue.builder()
                .put("name", group)
                .put("versions", ListValue.of(versions))
                .put("preferredVersion", versions.getFirst())
                .build();
    }

    private Answer group(Call call, String group) {
        if (!groups().contains(group)) {
            return Answer.text(404, "404 page not found\n");
        }
        var tree = ObjectValue.builder().put("kind", "APIGroup").put("apiVersion", "v1");
        groupTree(group).fields().forEach(tree::put);
        return Writer.tree(200, tree.build(), plain(call));
    }

    private Answer resources(Call call, String group, String version) {
        if (!versions(group).contains(version)) {
            throw Rejection.noSuchPath();
        }
        var resources = new ArrayList<ObjectValue>();
        registry.resources(group, version).forEach(definition -> legacy(definition, resources));
        virtual.stream()
                .filter(resource ->
                        resource.group().equals(group) && resource.version().equals(version))
                .map(VirtualResource::legacy)
                .forEach(resources::add);
        resources.sort((a, b) -> a.text("name").compareTo(b.text("name")));
        var list = ObjectValue.builder().put("kind", "APIResourceList");
        if (!group.isEmpty()) {
            list.put("apiVersion", "v1");
        }
        return Writer.tree(
                200,
                list.put("groupVersion", group.isEmpty() ? version : group + "/" + version)
                        .put("resources", ListValue.of(resources))
                        .build(),
                plain(call));
    }

    private static Representation plain(Call call) {
        return Representation.negotiate(call.header("accept"), false, Discovery::offered);
    }

    private static void legacy(ResourceDefinition definition, List<ObjectValue> resources) {
        var names = definition.names();
        var entry = ObjectValue.builder()
                .put("name", names.plural())
                .put("singularName", names.singular())
                .put("namespaced", definition.namespaced())
                .put("kind", names.kind())
                .put("verbs", ListValue.ofTexts(verbs(definition)));
        if (!names.shortNames().isEmpty()) {
            entry.put("shortNames", ListValue.ofTexts(names.shortNames()));
        }
        if (!names.categories().isEmpty()) {
            entry.put("categories", ListValue.ofTexts(names.categories()));
        }
        resources.add(
                entry.put("storageVersionHash", storageVersionHash(definition)).build());
        for (var sub : definition.subresources()) {
            var kind = kind(definition, sub);
            var part = ObjectValue.builder()
                    .put("name", names.plural() + "/" + sub.name())
                    .put("singularName", "")
                    .put("namespaced", definition.namespaced());
            if (!kind.group().equals(definition.group()) || !kind.version().equals(definition.version())) {
                part.putIfPresent("group", kind.group()).put("version", kind.version());
            }
            resources.add(part.put("kind", kind.kind())
                    .put("verbs", ListValue.ofTexts(verbs(sub)))
                    .build());
        }
    }

    private ObjectValue aggregated(List<String> groups) {
        return ObjectValue.builder()
                .put("kind", "APIGroupDiscoveryList")
                .put("apiVersion", "apidiscovery.k8s.io/v2")
                .put("metadata", ObjectValue.empty())
                .put(
                        "items",
                        ListValue.of(groups.stream().map(this::aggregatedGroup).toList()))
                .build();
    }

    private ObjectValue aggregatedGroup(String group) {
        var versions = versions(group).stream()
                .map(version -> {
                    var resources = new ArrayList<ObjectValue>();
                    registry.resources(group, version).forEach(definition -> resources.add(aggregated(definition)));
                    virtual.stream()
                            .filter(resource -> resource.group().equals(group)
                                    && resource.version().equals(version))
                            .map(VirtualResource::aggregated)
                            .forEach(resources::add);
                    resources.sort((a, b) -> a.text("resource").compareTo(b.text("resource")));
                    return ObjectValue.builder()
                            .put("version", version)
                            .put("resources", ListValue.of(resources))
                            .put("freshness", "Current")
                            .build();
                })
                .toList();
        return ObjectValue.builder()
                .put("metadata", group.isEmpty() ? ObjectValue.empty() : ObjectValue.of("name", Value.of(group)))
                .put("versions", ListValue.of(versions))
                .build();
    }

    private static ObjectValue aggregated(ResourceDefinition definition) {
        var names = definition.names();
        var entry = ObjectValue.builder()
                .put("resource", names.plural())
                .put("responseKind", responseKind(definition, definition.groupVersionKind()))
                .put("scope", definition.namespaced() ? "Namespaced" : "Cluster")
                .put("singularResource", names.singular())
                .put("verbs", ListValue.ofTexts(verbs(definition)));
        if (!names.shortNames().isEmpty()) {
            entry.put("shortNames", ListValue.ofTexts(names.shortNames()));
        }
        if (!names.categories().isEmpty()) {
            entry.put("categories", ListValue.ofTexts(names.categories()));
        }
        if (!definition.subresources().isEmpty()) {
            entry.put(
                    "subresources",
                    ListValue.of(definition.subresources().stream()
                            .map(sub -> ObjectValue.builder()
                                    .put("subresource", sub.name())
                                    .put("responseKind", responseKind(definition, kind(definition, sub)))
                                    .put("verbs", ListValue.ofTexts(verbs(sub)))
                                    .build())
                            .toList()));
        }
        return entry.build();
    }

    /** Kubernetes leaves group and version empty where they are those of the document around. */
    private static ObjectValue responseKind(ResourceDefinition definition, GroupVersionKind kind) {
        boolean same = kind.group().equals(definition.group()) && kind.version().equals(definition.version());
        return ObjectValue.builder()
                .put("group", same ? "" : kind.group())
                .put("version", same ? "" : kind.version())
                .put("kind", kind.kind())
                .build();
    }

    /** What is read or written at the subresource. */
    static GroupVersionKind kind(ResourceDefinition definition, Subresource sub) {
        return switch (sub) {
            case Subresource.Part ignored -> definition.groupVersionKind();
            case Subresource.Scale ignored -> new GroupVersionKind("autoscaling", "v1", "Scale");
            case Subresource.Action(var ignored, var kind) -> kind;
            case Subresource.Connection(var ignored, var kind, var verbs) -> kind;
        };
    }

    static List<String> verbs(ResourceDefinition definition) {
        // A namespace's objects go by its finalizer: namespaces cannot be deleted as a collection.
        return definition.names().plural().equals("namespaces")
                ? VERBS.stream()
                        .filter(verb -> !verb.equals("deletecollection"))
                        .toList()
                : VERBS;
    }

    static List<String> verbs(Subresource sub) {
        return switch (sub) {
            case Subresource.Part(var name, var ignored) -> name.equals("finalize") ? List.of("update") : PART_VERBS;
            case Subresource.Scale ignored -> PART_VERBS;
            case Subresource.Action ignored -> List.of("create");
            case Subresource.Connection(var name, var kind, var verbs) -> verbs;
        };
    }

    private static String storageVersionHash(ResourceDefinition definition) {
        var text = (definition.group().isEmpty() ? "" : definition.group() + "/") + definition.version() + "/"
                + definition.names().kind();
        var hash = digest("SHA-256", text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(Arrays.copyOf(hash, 8));
    }

    static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm.toLowerCase(Locale.ROOT), e);
        }
    }
}
