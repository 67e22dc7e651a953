package io.jukung.cli.rest;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.cli.CommandFailure;

/** Server-side apply of manifests. */
public final class Applier {

    private static final String MANAGER = "jukung";

    private final RestClient client;
    private final ResourceNames names;

    public Applier(RestClient client, ResourceNames names) {
        this.client = client;
        this.names = names;
    }

    /** What came of one object: kubectl's word for it, and the object as it is now. */
    public record Applied(String objectName, String outcome, KubeObject object) {}

    /**
     * Creates the object or changes what this manager owns of it.
     *
     * @param namespace for objects of namespaced kinds that name none
     */
    public Applied apply(KubeObject object, String namespace, boolean dryRun, boolean force) {
        var resource = names.ofKind(object.apiVersion(), object.kind())
                .orElseThrow(() -> new CommandFailure(
                        "the server has no kind \"" + object.kind() + "\" in version \"" + object.apiVersion() + "\""));
        if (object.name().isEmpty()) {
            throw new CommandFailure(object.kind() + ": metadata.name must be set to apply it");
        }
        var target = resource.namespaced() && object.namespace().isEmpty()
                ? new KubeObject(object.tree().withAt(Value.of(namespace), "metadata", "namespace"))
                : object;
        var path = resource.path(target.namespace(), target.name());
        var before = content(path);
        var query =
                "?fieldManager=" + MANAGER + "&fieldValidation=Strict&force=" + force + (dryRun ? "&dryRun=All" : "");
        var now = new KubeObject(client.call(
                "PATCH", path + query, "application/json", "application/apply-patch+yaml", Json.write(target.tree())));
        var outcome = before.isEmpty() ? "created" : before.equals(content(now)) ? "unchanged" : "configured";
        return new Applied(resource.objectName(target.name()), dryRun ? outcome + " (server dry run)" : outcome, now);
    }

    private ObjectValue content(String path) {
        try {
            return content(new KubeObject(client.get(path)));
        } catch (RestFailure e) {
            if (e.code() == 404) {
                return ObjectValue.empty();
            }
            throw e;
        }
    }

    /** What an apply may change: controllers write the rest at any time. */
    private static ObjectValue content(KubeObject object) {
        return object.tree()
                .without("status")
                .withoutAt("metadata", "managedFields")
                .withoutAt("metadata", "resourceVersion");
    }
}
