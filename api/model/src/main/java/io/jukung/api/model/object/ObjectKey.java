package io.jukung.api.model.object;

/**
 * Which object of a collection.
 *
 * @param namespace empty for cluster-scoped kinds
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

    @Override
    public int compareTo(ObjectKey that) {
        int byNamespace = namespace.compareTo(that.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(that.name);
    }

    /** {@code namespace/name}, or the name alone. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
