package io.jukung.chaos.workload;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.chaos.check.plane.Seen;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** One person with kubectl, or a program that lists and watches. */
final class PlaneClient implements Client {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final String JSON = "application/json";
    private static final String PODS = PlaneManifests.path("pods", PlaneWorkload.NAMESPACE);
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final ApiClient api;
    private final List<Workload.Endpoint> endpoints;
    private final int process;
    /** Where the next watch of a resource goes on. */
    private final Map<String, Long> reached = new HashMap<>();

    /**
     * With the balancer first among {@code endpoints}, and then the servers.
     *
     * @param reads whether it asks the server that each operation names; else it stays with one, or the balancer
     */
    PlaneClient(SSLContext tls, List<Workload.Endpoint> endpoints, int process, boolean reads) {
        this.api = new ApiClient(tls, DEADLINE);
        // What a read says is to be a known server's.
        this.endpoints = reads ? endpoints.subList(1, endpoints.size()) : List.copyOf(endpoints);
        this.process = process;
    }

    @Override
    public Completion invoke(Invocation invocation) throws InterruptedException {
        var asked = (Edn.Dict) invocation.value();
        var at = endpoints.get(
                (asked.get("server") instanceof Edn.Int(var server) ? (int) server : process) % endpoints.size());
        var answer = new LinkedHashMap<>(asked.entries());
        answer.put(Edn.keyword("server"), Edn.of(at.member()));
        try {
            perform(invocation.f(), at, asked, answer);
            return new Completion(Phase.OK, new Edn.Dict(answer), null, List.of(), List.of());
        } catch (ApiClient.Failed e) {
            boolean reads = invocation.f().equals("list") || invocation.f().equals("watch");
            return new Completion(
                    reads || e.refused() ? Phase.FAIL : Phase.INFO,
                    new Edn.Dict(answer),
                    String.valueOf(e.getMessage()),
                    List.of(),
                    List.of());
        }
    }

    private void perform(String f, Workload.Endpoint at, Edn.Dict asked, Map<Edn, Edn> answer)
            throws ApiClient.Failed, InterruptedException {
        var resource = text(asked, "resource");
        var collection = PlaneManifests.path(resource, PlaneWorkload.NAMESPACE);
        var path = collection + text(asked, "name");
        long tag = number(asked, "tag");
        switch (f) {
            case "create" -> {
                var object = PlaneManifests.object(resource, text(asked, "name"), tag, number(asked, "replicas"));
                written(api.call(at, "POST", collection.substring(0, collection.length() - 1), JSON, object), answer);
            }
            case "scale" ->
                written(
                        api.call(at, "PATCH", path, MERGE_PATCH, PlaneManifests.scaled(tag, number(asked, "replicas"))),
                        answer);
            case "roll" -> written(api.call(at, "PATCH", path, MERGE_PATCH, PlaneManifests.rolled(tag)), answer);
            case "edit" -> {
                var now = read(at, path);
                Thread.sleep(number(asked, "millis"));
                written(api.call(at, "PUT", path, JSON, PlaneManifests.edited(now, tag)), answer);
                answer.put(Edn.keyword("from"), Edn.of(revision(now)));
            }
            case "delete" ->
                deleted(
                        api.call(
                                at,
                                "DELETE",
                                path,
                                JSON,
                                ObjectValue.builder()
                                        .put("apiVersion", "v1")
                                        .put("kind", "DeleteOptions")
                                        .put("propagationPolicy", text(asked, "policy"))
                                        .build()),
                        answer);
            case "delete-pod" -> deletePod(at, asked, answer);
            case "bind" -> bind(at, asked, answer);
            case "list" -> list(at, resource, text(asked, "from").equals("cache"), answer);
            case "watch" -> watch(at, resource, Duration.ofMillis(number(asked, "millis")), answer);
            default -> throw new IllegalArgumentException("f: " + f);
        }
    }

    /** A read before a write: where it fails, the write was not made. */
    private ObjectValue read(Workload.Endpoint at, String path) throws ApiClient.Failed, InterruptedException {
        try {
            return api.get(at, path);
        } catch (ApiClient.Failed e) {
            throw new ApiClient.Failed(String.valueOf(e.getMessage()), true, false);
        }
    }

    private static void written(ObjectValue object, Map<Edn, Edn> answer) {
        answer.put(Edn.keyword("uid"), Edn.of(object.text("metadata", "uid")));
        answer.put(Edn.keyword("rv"), Edn.of(revision(object)));
    }

    /** What was deleted at once is told by a Status, what goes later by the object. */
    private static void deleted(ObjectValue told, Map<Edn, Edn> answer) {
        var uid = told.text("kind").equals("Status") ? told.text("details", "uid") : told.text("metadata", "uid");
        answer.put(Edn.keyword("uid"), Edn.of(uid));
    }

    private void deletePod(Workload.Endpoint at, Edn.Dict asked, Map<Edn, Edn> answer)
            throws ApiClient.Failed, InterruptedException {
        var pod = pod(at, asked, answer);
        api.call(
                at,
                "DELETE",
                PODS + pod.text("metadata", "name"),
                JSON,
                ObjectValue.builder()
                        .put("apiVersion", "v1")
                        .put("kind", "DeleteOptions")
                        .put("preconditions", ObjectValue.of("uid", Value.of(pod.text("metadata", "uid"))))
                        .build());
    }

    /** To another node than it is on, which is refused unless it is on none. */
    private void bind(Workload.Endpoint at, Edn.Dict asked, Map<Edn, Edn> answer)
            throws ApiClient.Failed, InterruptedException {
        var pod = pod(at, asked, answer);
        var nodes = read(at, PlaneManifests.all("nodes")).list("items").objects().stream()
                .map(node -> node.text("metadata", "name"))
                .filter(node -> !node.equals(pod.text("spec", "nodeName")))
                .toList();
        if (nodes.isEmpty()) {
            throw new ApiClient.Failed("there is no other node", true, false);
        }
        var node = nodes.get((int) (number(asked, "pick") % nodes.size()));
        answer.put(Edn.keyword("node"), Edn.of(node));
        api.call(
                at,
                "POST",
                PODS + pod.text("metadata", "name") + "/binding",
                JSON,
                PlaneManifests.binding(pod.text("metadata", "name"), pod.text("metadata", "uid"), node));
    }

    /** One of those of what is asked about. */
    private ObjectValue pod(Workload.Endpoint at, Edn.Dict asked, Map<Edn, Edn> answer)
            throws ApiClient.Failed, InterruptedException {
        var pods = read(at, PODS.substring(0, PODS.length() - 1) + "?labelSelector=app%3D" + text(asked, "name"))
                .list("items")
                .objects();
        if (pods.isEmpty()) {
            throw new ApiClient.Failed("it has no pods", true, false);
        }
        var pod = pods.get((int) (number(asked, "pick") % pods.size()));
        answer.put(Edn.keyword("uid"), Edn.of(pod.text("metadata", "uid")));
        answer.put(Edn.keyword("pod"), Edn.of(pod.text("metadata", "name")));
        return pod;
    }

    private void list(Workload.Endpoint at, String resource, boolean cached, Map<Edn, Edn> answer)
            throws ApiClient.Failed, InterruptedException {
        var list = api.get(at, PlaneManifests.all(resource) + (cached ? "?resourceVersion=0" : ""));
        answer.put(Edn.keyword("rv"), Edn.of(revision(list)));
        answer.put(
                Edn.keyword("objects"),
                Edn.vector(list.list("items").objects().stream()
                        .map(item -> Seen.of("", new KubeObject(item)).edn())
                        .toList()));
        reached.putIfAbsent(resource, revision(list));
    }

    private void watch(Workload.Endpoint at, String resource, Duration most, Map<Edn, Edn> answer)
            throws ApiClient.Failed, InterruptedException {
        if (!reached.containsKey(resource)) {
            reached.put(resource, revision(api.get(at, PlaneManifests.all(resource) + "?limit=1")));
        }
        long since = reached.getOrDefault(resource, 0L);
        var events = new ArrayList<Edn>();
        var until = new long[] {since};
        try {
            api.watch(
                    at,
                    PlaneManifests.all(resource) + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + since,
                    most,
                    (type, object) -> {
                        var seen = Seen.of(type, object);
                        if (!type.equals("BOOKMARK")) {
                            events.add(seen.edn());
                        }
                        until[0] = Math.max(until[0], seen.revision());
                        return true;
                    });
        } catch (ApiClient.Failed e) {
            if (e.expired()) {
                reached.remove(resource);
            }
            throw e;
        }
        reached.put(resource, until[0]);
        answer.put(Edn.keyword("since"), Edn.of(since));
        answer.put(Edn.keyword("until"), Edn.of(until[0]));
        answer.put(Edn.keyword("events"), Edn.vector(events));
    }

    private static long revision(ObjectValue object) {
        var text = object.text("metadata", "resourceVersion");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static String text(Edn.Dict dict, String keyword) {
        return dict.get(keyword) instanceof Edn.Text(var text) ? text : "";
    }

    private static long number(Edn.Dict dict, String keyword) {
        return dict.get(keyword) instanceof Edn.Int(var number) ? number : 0;
    }

    @Override
    public void close() {
        api.close();
    }
}
