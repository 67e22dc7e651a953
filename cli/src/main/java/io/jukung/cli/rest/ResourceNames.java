package io.jukung.cli.rest;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.cli.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kinds the server has, found by any name people use for them: plural, singular, short, kind, each
 * with or without {@code .group}.
 */
public final class ResourceNames {

    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    /** One collection of the API. */
    public record ResourceInfo(
            String group,
            String version,
            String resource,
            String singular,
            String kind,
            boolean namespaced,
            List<String> shortNames,
            List<String> categories) {

        public String apiVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }

        /** {@code /api/v1/…} or {@code /apis/<group>/<version>/…} of the collection. */
        public String path(String namespace) {
            var root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
            return root + (namespaced && !namespace.isEmpty() ? "/namespaces/" + RestClient.encoded(namespace) : "")
                    + "/" + resource;
        }

        /** The path of one object. */
        public String path(String namespace, String name) {
            return path(namespace) + "/" + RestClient.encoded(name);
        }

        /** {@code pod/name} or {@code deployment.apps/name}, as kubectl names objects. */
        public String objectName(String name) {
            return singular + (group.isEmpty() ? "" : "." + group) + "/" + name;
        }

        private boolean isCalled(String name) {
            int dot = name.indexOf('.');
            var plain = dot < 0 ? name : name.substring(0, dot);
            return (dot < 0 || group.equals(name.substring(dot + 1)))
                    && (resource.equalsIgnoreCase(plain)
                            || singular.equalsIgnoreCase(plain)
                            || kind.equalsIgnoreCase(plain)
                            || shortNames.contains(plain));
        }
    }

    private final List<ResourceInfo> resources;

    private ResourceNames(List<ResourceInfo> resources) {
        this.resources = List.copyOf(resources);
    }

    /** Asks the server, by aggregated discovery. */
    public static ResourceNames discover(RestClient client) {
        var found = new ArrayList<ResourceInfo>();
        for (var root : List.of("/api", "/apis")) {
            for (var group : client.get(root, AGGREGATED).list("items").objects()) {
                for (var version : group.list("versions").objects()) {
                    for (var resource : version.list("resources").objects()) {
                        found.add(info(group.text("metadata", "name"), version.text("version"), resource));
                    }
                }
            }
        }
        return new ResourceNames(found);
    }

    private static ResourceInfo info(String group, String version, ObjectValue resource) {
        return new ResourceInfo(
                group,
                version,
                resource.text("resource"),
                resource.text("singularResource"),
                resource.text("responseKind", "kind"),
                resource.text("scope").equals("Namespaced"),
                resource.list("shortNames").texts(),
                resource.list("categories").texts());
    }

    public ResourceInfo find(String name) {
        return resources.stream()
                .filter(resource -> resource.isCalled(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailure("the server has no resource type \"" + name + "\"; it has "
                        + String.join(
                                ", ",
                                resources.stream()
                                        .map(ResourceInfo::resource)
                                        .distinct()
                                        .sorted()
                                        .toList())));
    }

    /** The collections that a name or a category such as {@code all} stands for. */
    public List<ResourceInfo> findAll(String name) {
        var category = resources.stream()
                .filter(resource -> resource.categories.contains(name))
                .toList();
        return category.isEmpty() ? List.of(find(name)) : category;
    }

    public Optional<ResourceInfo> ofKind(String apiVersion, String kind) {
        return resources.stream()
                .filter(resource ->
                        resource.kind.equals(kind) && resource.apiVersion().equals(apiVersion))
                .findFirst();
    }
}
