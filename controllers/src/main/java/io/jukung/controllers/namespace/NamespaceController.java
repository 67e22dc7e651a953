package io.jukung.controllers.namespace;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.ControlLoop;
import io.jukung.api.client.Informer;
import io.jukung.api.client.ListOptions;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.LoopContext;
import io.jukung.controllers.loop.PlanExecutor;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Watches Namespaces; looks at the content of those being deleted by listing it. */
public final class NamespaceController {

    private static final long PAGE = 500;

    private final Informer namespaces;
    private final PlanExecutor executor;
    private final Clock clock;

    private NamespaceController(LoopContext context) {
        namespaces = context.informer(Kind.NAMESPACE);
        executor = context.executor("namespace-controller");
        clock = context.clock();
    }

    /** Starts the loop. */
    public static ControlLoop<ObjectKey> start(LoopContext context) {
        var controller = new NamespaceController(context);
        return ControlLoop.start(
                context.settings("namespace", 4),
                List.of(ControlLoop.Source.of(controller.namespaces)),
                context.client(),
                controller::reconcile);
    }

    private Optional<Duration> reconcile(ObjectKey key, ApiClient client) {
        var namespace = namespaces.get(key);
        if (namespace.isEmpty() || !namespace.get().beingDeleted()) {
            return Optional.empty();
        }
        return executor.run(NamespacePlanner.plan(view(namespace.get(), client)), client);
    }

    private NamespaceView view(KubeObject namespace, ApiClient client) {
        Map<Kind, List<KubeObject>> content = new LinkedHashMap<>();
        Map<Kind, String> failures = new LinkedHashMap<>();
        for (var kind : Kind.ALL) {
            if (kind.namespaced()) {
                try {
                    var objects = listAll(kind, namespace.name(), client);
                    if (!objects.isEmpty()) {
                        content.put(kind, objects);
                    }
                } catch (ApiException e) {
                    failures.put(kind, String.valueOf(e.getMessage()));
                }
            }
        }
        return new NamespaceView(namespace, content, failures, clock.now());
    }

    private static List<KubeObject> listAll(Kind kind, String namespace, ApiClient client) {
        var objects = new ArrayList<KubeObject>();
        var token = "";
        do {
            var page = client.list(kind.resource(), namespace, new ListOptions("", "", PAGE, token));
            objects.addAll(page.items());
            token = page.continueToken();
        } while (!token.isEmpty());
        return objects;
    }
}
