package io.jukung.chaos.check.plane;

import io.jukung.api.model.object.KubeObject;
import io.jukung.chaos.edn.Edn;

/**
 * An object as a server told of it.
 *
 * @param type of a watch's event, as {@code ADDED}; "" in a list
 * @param key its namespace and name
 * @param revision its resourceVersion; 0 if that is no number
 * @param digest of its content
 */
public record Seen(String type, String key, String uid, long revision, long digest) {

    private static final int FIELDS = 5;

    public static Seen of(String type, KubeObject object) {
        var version = object.resourceVersion();
        return new Seen(
                type,
                object.key().toString(),
                object.uid(),
                version.matches("\\d{1,18}") ? Long.parseLong(version) : 0,
                Digest.of(object));
    }

    /** As it stands in a history. */
    public Edn edn() {
        return Edn.vector(Edn.of(type), Edn.of(key), Edn.of(uid), Edn.of(revision), Edn.of(digest));
    }

    static Seen of(Edn edn) {
        if (edn instanceof Edn.Vector vector
                && vector.elements().size() == FIELDS
                && vector.at(0) instanceof Edn.Text(var type)
                && vector.at(1) instanceof Edn.Text(var key)
                && vector.at(2) instanceof Edn.Text(var uid)
                && vector.at(3) instanceof Edn.Int(var revision)
                && vector.at(4) instanceof Edn.Int(var digest)) {
            return new Seen(type, key, uid, revision, digest);
        }
        throw new IllegalArgumentException("seen: " + edn + ", expected [type key uid revision digest]");
    }

    @Override
    public String toString() {
        return (type.isEmpty() ? "" : type + " ") + key + " (uid " + uid + ", resourceVersion " + revision + ")";
    }
}
