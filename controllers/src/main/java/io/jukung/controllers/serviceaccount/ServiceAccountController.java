package io.jukung.controllers.serviceaccount;

import io.jukung.api.client.ControlLoop;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.LoopContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Watches Namespaces, and the two objects by name. */
public final class ServiceAccountController {

    private ServiceAccountController() {}

    /**
     * Starts the loop.
     *
     * @param caPem the authority by which pods verify the API server, PEM
     */
    public static ControlLoop<ObjectKey> start(LoopContext context, String caPem) {
        var namespaces = context.informer(Kind.NAMESPACE);
        var accounts = context.informer(Kind.SERVICE_ACCOUNT);
        var configMaps = context.informer(Kind.CONFIG_MAP);
        var executor = context.executor("serviceaccount-controller");
        return ControlLoop.start(
                context.settings("serviceaccount", 2),
                List.of(
                        ControlLoop.Source.of(namespaces),
                        new ControlLoop.Source<>(accounts, named(ServiceAccountPlanner.ACCOUNT)),
                        new ControlLoop.Source<>(configMaps, named(ServiceAccountPlanner.ROOT_CA))),
                context.client(),
                (key, client) -> namespaces
                        .get(key)
                        .map(namespace -> new ServiceAccountView(
                                namespace,
                                accounts.get(new ObjectKey(key.name(), ServiceAccountPlanner.ACCOUNT)),
                                configMaps.get(new ObjectKey(key.name(), ServiceAccountPlanner.ROOT_CA)),
                                caPem))
                        .flatMap(view -> executor.run(ServiceAccountPlanner.plan(view), client)));
    }

    /** The namespace of an object of this name. */
    private static ControlLoop.KeyMapper<ObjectKey> named(String name) {
        return (ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) ->
                Optional.of(key)
                        .filter(found -> found.name().equals(name))
                        .map(found -> new ObjectKey("", found.namespace()))
                        .stream()
                        .toList();
    }
}
