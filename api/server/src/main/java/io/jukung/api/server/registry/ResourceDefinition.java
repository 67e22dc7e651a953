package io.jukung.api.server.registry;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.object.GroupVersionResource;
import java.util.List;
import java.util.Optional;

/**
 * A kind as a value. Routes, discovery, OpenAPI and tables are computed from it.
 *
 * @param group API group, empty for the core group
 * @param version version inside the group, for example {@code v1}
 * @param scope whether its objects live in namespaces
 * @param strategy the rules its objects obey
 * @param subresources what else can be asked of one of its objects
 * @param columns what a table of its objects shows, {@code Name} first
 * @param selectableFields what field selectors may name besides {@code metadata.name} and
 *     {@code metadata.namespace}
 * @param allocation what its objects take from ranges shared by all, such as cluster addresses
 */
public record ResourceDefinition(
        String group,
        String version,
        ResourceNames names,
        Scope scope,
        Strategy strategy,
        List<Subresource> subresources,
        List<Column> columns,
        List<SelectableField> selectableFields,
        Optional<AllocationRule> allocation) {

    public ResourceDefinition {
        subresources = List.copyOf(subresources);
        columns = List.copyOf(columns);
        selectableFields = List.copyOf(selectableFields);
    }

    public GroupVersionKind groupVersionKind() {
        return new GroupVersionKind(group, version, names.kind());
    }

    public GroupVersionResource groupVersionResource() {
        return new GroupVersionResource(group, version, names.plural());
    }

    public boolean namespaced() {
        return scope == Scope.NAMESPACED;
    }

    /** The subresource of that name. */
    public Optional<Subresource> subresource(String name) {
        return subresources.stream().filter(sub -> sub.name().equals(name)).findFirst();
    }
}
