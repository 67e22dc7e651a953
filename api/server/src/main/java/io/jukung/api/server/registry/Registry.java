package io.jukung.api.server.registry;

import io.jukung.api.model.object.GroupVersionResource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The resources served, by their names. */
public final class Registry {

    private final Map<GroupVersionResource, ResourceDefinition> definitions = new LinkedHashMap<>();

    public Registry(List<ResourceDefinition> definitions) {
        for (var definition : definitions) {
            if (this.definitions.put(definition.groupVersionResource(), definition) != null) {
                throw new IllegalArgumentException(definition.groupVersionResource() + " is defined twice");
            }
        }
    }

    public Optional<ResourceDefinition> find(GroupVersionResource resource) {
        return Optional.ofNullable(definitions.get(resource));
    }

    /** For a resource that is always there. */
    public ResourceDefinition get(GroupVersionResource resource) {
        return find(resource).orElseThrow(() -> new IllegalStateException(resource + " is not defined"));
    }

    public List<ResourceDefinition> all() {
        return List.copyOf(definitions.values());
    }

    /** API groups in the order of definition; "" is the core group. */
    public Set<String> groups() {
        var groups = new LinkedHashSet<String>();
        definitions.keySet().forEach(resource -> groups.add(resource.group()));
        return groups;
    }

    /** Versions of a group, preferred first. */
    public Set<String> versions(String group) {
        var versions = new LinkedHashSet<String>();
        definitions.keySet().stream()
                .filter(resource -> resource.group().equals(group))
                .forEach(resource -> versions.add(resource.version()));
        return versions;
    }

    /** Resources of one group and version, by name. */
    public List<ResourceDefinition> resources(String group, String version) {
        return definitions.values().stream()
                .filter(definition ->
                        definition.group().equals(group) && definition.version().equals(version))
                .sorted((a, b) -> a.names().plural().compareTo(b.names().plural()))
                .toList();
    }
}
