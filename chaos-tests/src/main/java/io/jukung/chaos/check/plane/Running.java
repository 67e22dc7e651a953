package io.jukung.chaos.check.plane;

import io.jukung.chaos.edn.Edn;

/**
 * A container that the runtime says runs.
 *
 * @param uid its pod's
 * @param pod its pod's namespace and name
 * @param id the runtime's own name of it
 */
public record Running(String uid, String pod, String container, String id) {

    private static final int FIELDS = 4;

    /** As it stands in a history. */
    public Edn edn() {
        return Edn.vector(Edn.of(uid), Edn.of(pod), Edn.of(container), Edn.of(id));
    }

    static Running of(Edn edn) {
        if (edn instanceof Edn.Vector vector
                && vector.elements().size() == FIELDS
                && vector.at(0) instanceof Edn.Text(var uid)
                && vector.at(1) instanceof Edn.Text(var pod)
                && vector.at(2) instanceof Edn.Text(var container)
                && vector.at(3) instanceof Edn.Text(var id)) {
            return new Running(uid, pod, container, id);
        }
        throw new IllegalArgumentException("running: " + edn + ", expected [uid pod container id]");
    }

    @Override
    public String toString() {
        return "container " + container + " (" + id + ") of pod " + pod + " (uid " + uid + ")";
    }
}
