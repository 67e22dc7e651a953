package io.jukung.api.model.object;

/**
 * A collection of the API, for example {@code apps/v1 deployments}.
 *
 * @param group API group, empty for the core group
 * @param version version inside the group, for example {@code v1}
 * @param resource plural lower-case name
 */
public record GroupVersionResource(String group, String version, String resource) {

    public static GroupVersionResource core(String resource) {
        return new GroupVersionResource("", "v1", resource);
    }

    /** {@code v1} or {@code apps/v1}, as objects carry it. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code pods} or {@code deployments.apps}, as errors name it. */
    public String qualifiedResource() {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
