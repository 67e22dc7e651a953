package io.jukung.api.server.chain;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.authn.TokenIssuer;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Registry;
import io.jukung.api.server.registry.Subresource;
import io.jukung.api.server.status.Rejection;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is posted to an object: a pod's binding and eviction, a service account's token request. */
public final class Actions {

    private static final Duration SHORTEST_TOKEN = Duration.ofMinutes(10);
    private static final Duration USUAL_TOKEN = Duration.ofHours(1);
    private static final Duration LONGEST_TOKEN = Duration.ofDays(365);

    private final Registry registry;
    private final Reads reads;
    private final Writes writes;
    private final Deletes deletes;
    private final TokenIssuer tokens;
    private final Clock clock;

    Actions(Registry registry, Reads reads, Writes writes, Deletes deletes, TokenIssuer tokens, Clock clock) {
        this.registry = registry;
        this.reads = reads;
        this.writes = writes;
        this.deletes = deletes;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Does what is posted; the answer to show. */
    public ObjectValue run(Target target, Subresource.Action action, ObjectValue body, WriteOptions options) {
        var whole = target.whole();
        return switch (action.kind().kind()) {
            case "Binding" -> bind(whole, body, options);
            case "Eviction" -> evict(whole, body, options);
            case "TokenRequest" -> token(target, action, body, options);
            case String ignored -> throw Rejection.methodNotAllowed();
        };
    }

    private ObjectValue bind(Target target, ObjectValue body, WriteOptions options) {
        var node = body.text("target", "name");
        var errors = new ArrayList<FieldError>();
        var kind = body.text("target", "kind");
        if (!kind.isEmpty() && !kind.equals("Node")) {
            errors.add(FieldError.notSupported("target.kind", kind, List.of("Node", "<empty>")));
        }
        if (node.isEmpty()) {
            errors.add(FieldError.required("target.name", ""));
        }
        if (!errors.isEmpty()) {
            throw new Rejection(500, "", errors.getFirst().toString(), null);
        }
        var sub = new GroupVersionResource("", "v1", "pods/binding");
        // Past the pod's own rules: they keep nodeName from change, and this is where it is set.
        writes.updateUnchecked(target, options, present -> {
            var pod = present.object();
            if (pod.beingDeleted()) {
                throw Rejection.conflict(
                        sub, target.name(), "pod " + target.name() + " is being deleted, cannot be assigned to a host");
            }
            var bound = pod.spec().text("nodeName");
            if (!bound.isEmpty()) {
                throw Rejection.conflict(
                        sub, target.name(), "pod " + target.name() + " is already assigned to node \"" + bound + "\"");
            }
            if (!pod.spec().list("schedulingGates").isEmpty()) {
                throw Rejection.conflict(
                        sub, target.name(), "pod " + target.name() + " has non-empty .spec.schedulingGates");
            }
            var uid = body.text("metadata", "uid");
            if (!uid.isEmpty() && !uid.equals(pod.uid())) {
                throw Rejection.conflict(
                        sub,
                        target.name(),
                        "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + pod.uid());
            }
            var metadata = pod.metadata();
            for (var field : List.of("annotations", "labels")) {
                if (!body.object("metadata", field).isEmpty()) {
                    var merged = metadata.object(field).toBuilder();
                    body.object("metadata", field).fields().forEach(merged::put);
                    metadata = metadata.with(field, merged.build());
                }
            }
            return pod.tree()
                    .with("metadata", metadata)
                    .withAt(Value.of(node), "spec", "nodeName")
                    .withAt(scheduled(pod.status().list("conditions")), "status", "conditions");
        });
        return success();
    }

    /** The conditions with PodScheduled true. */
    private ListValue scheduled(ListValue conditions) {
        var others = new ArrayList<Value>();
        for (var condition : conditions.objects()) {
            if (!condition.text("type").equals("PodScheduled")) {
                others.add(condition);
            }
        }
        others.add(ObjectValue.builder()
                .put("type", "PodScheduled")
                .put("status", "True")
                .put("lastProbeTime", Scalar.Null.NULL)
                .put("lastTransitionTime", SystemFields.timestamp(clock.now()))
                .build());
        return ListValue.of(others);
    }

    private ObjectValue evict(Target target, ObjectValue body, WriteOptions options) {
        var asked = body.object("deleteOptions");
        deletes.delete(
                target,
                new DeleteOptions(
                        Optional.empty(),
                        asked.has("gracePeriodSeconds")
                                ? OptionalLong.of(Math.max(0, asked.whole(0, "gracePeriodSeconds")))
                                : OptionalLong.empty(),
                        asked.text("preconditions", "uid"),
                        asked.text("preconditions", "resourceVersion"),
                        options));
        return success();
    }

    private ObjectValue token(Target target, Subresource.Action action, ObjectValue body, WriteOptions options) {
        var account = reads.get(target.whole(), "").object();
        var spec = body.object("spec");
        long seconds = spec.whole(USUAL_TOKEN.toSeconds(), "expirationSeconds");
        if (seconds < SHORTEST_TOKEN.toSeconds()) {
            throw tokenInvalid(seconds, "may not specify a duration less than 10 minutes");
        }
        if (seconds > 1L << 32) {
            throw tokenInvalid(seconds, "may not specify a duration larger than 2^32 seconds");
        }
        var life = Duration.ofSeconds(Math.min(seconds, LONGEST_TOKEN.toSeconds()));
        var audiences = spec.list("audiences").texts();
        var issued = tokens.issue(
                new TokenIssuer.Request(
                        account.namespace(),
                        account.name(),
                        account.uid(),
                        audiences,
                        life,
                        bound(target, spec.object("boundObjectRef"))),
                clock.now());
        var metadata = ObjectValue.builder()
                .put("name", account.name())
                .put("namespace", account.namespace())
                .put("uid", account.uid())
                .put("creationTimestamp", SystemFields.timestamp(clock.now()))
                .build();
        var request = body.with("metadata", metadata).with("spec", spec.with("expirationSeconds", Value.of(seconds)));
        return FieldOwners.ofPosted(action.kind(), action.name(), request, options.fieldManager(), clock.now())
                .withAt(ListValue.ofTexts(issued.audiences()), "spec", "audiences")
                .with(
                        "status",
                        ObjectValue.builder()
                                .put("token", issued.token())
                                .put("expirationTimestamp", SystemFields.timestamp(issued.expires()))
                                .build());
    }

    private Optional<TokenIssuer.BoundObject> bound(Target target, ObjectValue reference) {
        if (reference.isEmpty()) {
            return Optional.empty();
        }
        var resource = switch (reference.text("kind")) {
            case "Pod" -> GroupVersionResource.core("pods");
            case "Secret" -> GroupVersionResource.core("secrets");
            case "Node" -> GroupVersionResource.core("nodes");
            case String other -> {
                var kind = GroupVersionKind.of(reference.text("apiVersion"), other);
                throw Rejection.badRequest("cannot bind token to object of type " + kind.group() + "/" + kind.version()
                        + ", Kind=" + kind.kind());
            }
        };
        var definition = registry.get(resource);
        var key = new ObjectKey(definition.namespaced() ? target.namespace() : "", reference.text("name"));
        var object = reads.get(new Target(definition, key.namespace(), key.name(), "", target.caller()), "")
                .object();
        var uid = reference.text("uid");
        if (!uid.isEmpty() && !uid.equals(object.uid())) {
            throw Rejection.conflict(
                    resource,
                    key.name(),
                    "the UID in the bound object reference (" + uid + ") does not match the UID in record. The object"
                            + " might have been deleted and then recreated");
        }
        var node = reference.text("kind").equals("Pod") ? object.spec().text("nodeName") : "";
        return Optional.of(new TokenIssuer.BoundObject(reference.text("kind"), object.name(), object.uid(), node));
    }

    private static Rejection tokenInvalid(long seconds, String why) {
        return Rejection.invalid(
                new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest"),
                "",
                List.of(FieldError.invalid("spec.expirationSeconds", seconds, why)));
    }

    private static ObjectValue success() {
        return ObjectValue.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", ObjectValue.empty())
                .put("status", "Success")
                .put("code", 201)
                .build();
    }
}
