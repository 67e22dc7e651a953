package io.jukung.api.model.object;

/**
 * The type of an object, for example {@code apps/v1 Deployment}.
 *
 * @param group API group, empty for the core group
 */
public record GroupVersionKind(String group, String version, String kind) {

    /** {@code v1} or {@code apps/v1}, as objects carry it. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** From an object's {@code apiVersion} and {@code kind} as written. */
    public static GroupVersionKind of(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return slash < 0
                ? new GroupVersionKind("", apiVersion, kind)
                : new GroupVersionKind(apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
    }
}
