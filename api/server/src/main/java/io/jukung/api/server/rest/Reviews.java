package io.jukung.api.server.rest;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.authn.Authenticator;
import io.jukung.api.server.authn.Identity;
import io.jukung.api.server.chain.Authorizer;
import io.jukung.api.server.chain.FieldOwners;
import io.jukung.api.server.chain.Forbidden;
import io.jukung.api.server.chain.SystemFields;
import io.jukung.api.server.status.Rejection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers who a caller is and what callers may do. */
final class Reviews {

    static final List<VirtualResource> ALL = List.of(
            new VirtualResource(
                    "authentication.k8s.io",
                    "v1",
                    "selfsubjectreviews",
                    "selfsubjectreview",
                    "SelfSubjectReview",
                    false),
            new VirtualResource("authentication.k8s.io", "v1", "tokenreviews", "tokenreview", "TokenReview", false),
            new VirtualResource(
                    "authorization.k8s.io",
                    "v1",
                    "localsubjectaccessreviews",
                    "localsubjectaccessreview",
                    "LocalSubjectAccessReview",
                    true),
            new VirtualResource(
                    "authorization.k8s.io",
                    "v1",
                    "selfsubjectaccessreviews",
                    "selfsubjectaccessreview",
                    "SelfSubjectAccessReview",
                    false),
            new VirtualResource(
                    "authorization.k8s.io",
                    "v1",
                    "selfsubjectrulesreviews",
                    "selfsubjectrulesreview",
                    "SelfSubjectRulesReview",
                    false),
            new VirtualResource(
                    "authorization.k8s.io",
                    "v1",
                    "subjectaccessreviews",
                    "subjectaccessreview",
                    "SubjectAccessReview",
                    false));

    private final Authorizer authorizer;
    private final Authenticator tokens;
    private final Supplier<Instant> now;

    Reviews(Authorizer authorizer, Authenticator tokens, Supplier<Instant> now) {
        this.authorizer = authorizer;
        this.tokens = tokens;
        this.now = now;
    }

    Optional<VirtualResource> find(ResourcePath path) {
        return ALL.stream()
                .filter(review -> review.group().equals(path.group())
                        && review.version().equals(path.version())
                        && review.plural().equals(path.resource())
                        && path.name().isEmpty()
                        && review.namespaced() != path.namespace().isEmpty())
                .findFirst();
    }

    Answer answer(VirtualResource review, Call call, ResourcePath path) {
        var wanted = Representation.negotiate(call.header("accept"), false, Representation::plain);
        var body = Bodies.typed(call, review.groupVersionKind()).object();
        if (call.caller().anonymous()) {
            throw Forbidden.of(new Authorizer.Attributes(
                    call.caller(), "create", path.group(), path.resource(), "", path.namespace(), "", ""));
        }
        var metadata = body.object("metadata").with("creationTimestamp", Value.of(SystemFields.timestamp(now.get())));
        var status = switch (review.kind()) {
            case "SelfSubjectReview" -> ObjectValue.of("userInfo", user(call.caller()));
            case "TokenReview" -> token(body.object("spec"));
            case "SelfSubjectRulesReview" -> allRules();
            case "SelfSubjectAccessReview" -> access(call.caller(), body.object("spec"));
            default ->
                access(
                        Identity.authenticated(
                                body.text("spec", "user"),
                                body.text("spec", "uid"),
                                body.list("spec", "groups").texts(),
                                Map.of()),
                        body.object("spec"));
        };
        boolean self = review.kind().equals("SelfSubjectReview");
        var posted = self
                ? body.with("metadata", metadata)
                : FieldOwners.ofPosted(
                        review.groupVersionKind(),
                        "",
                        body.with("metadata", body.object("metadata")),
                        call.fieldManager(),
                        now.get());
        return Writer.tree(201, posted.with("status", status), wanted);
    }

    private ObjectValue token(ObjectValue spec) {
        var token = spec.text("token");
        if (token.isEmpty()) {
            throw Rejection.badRequest("token is required for TokenReview in authentication");
        }
        return switch (tokens.review(token, spec.list("audiences").texts())) {
            case Authenticator.Answer.Known(var identity, var audiences) ->
                ObjectValue.builder()
                        .put("authenticated", true)
                        .put("user", user(identity))
                        .put("audiences", ListValue.ofTexts(audiences))
                        .build();
            case Authenticator.Answer.Unknown(var why) ->
                ObjectValue.builder()
                        .put("user", ObjectValue.empty())
                        .put("error", why.isEmpty() ? "invalid bearer token" : "[invalid bearer token, " + why + "]")
                        .build();
        };
    }

    private ObjectValue access(Identity caller, ObjectValue spec) {
        var resource = spec.object("resourceAttributes");
        var path = spec.object("nonResourceAttributes");
        boolean allowed = authorizer.allows(new Authorizer.Attributes(
                caller,
                path.isEmpty() ? resource.text("verb") : path.text("verb"),
                resource.text("group"),
                resource.text("resource"),
                resource.text("subresource"),
                resource.text("namespace"),
                resource.text("name"),
                path.text("path")));
        return ObjectValue.builder().put("allowed", allowed).build();
    }

    private static ObjectValue allRules() {
        var everything = ListValue.of(Value.of("*"));
        return ObjectValue.builder()
                .put(
                        "resourceRules",
                        ListValue.of(ObjectValue.builder()
                                .put("verbs", everything)
                                .put("apiGroups", everything)
                                .put("resources", everything)
                                .build()))
                .put(
                        "nonResourceRules",
                        ListValue.of(ObjectValue.builder()
                                .put("verbs", everything)
                                .put("nonResourceURLs", everything)
                                .build()))
                .put("incomplete", false)
                .build();
    }

    private static ObjectValue user(Identity identity) {
        var user = ObjectValue.builder()
                .put("username", identity.name())
                .putIfPresent("uid", identity.uid())
                .put("groups", ListValue.ofTexts(identity.groups()));
        if (!identity.extra().isEmpty()) {
            var extra = ObjectValue.builder();
            identity.extra().forEach((key, values) -> extra.put(key, ListValue.ofTexts(values)));
            user.put("extra", extra.build());
        }
        return user.build();
    }
}
