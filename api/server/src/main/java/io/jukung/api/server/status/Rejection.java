package io.jukung.api.server.status;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.registry.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request refused, as the Kubernetes Status that the client gets. Texts are those of Kubernetes. */
public final class Rejection extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;
    private final String reason;
    private final transient @Nullable ObjectValue details;
    private final String continueToken;

    /**
     * A refusal in full.
     *
     * @param details null where the Status has none
     */
    public Rejection(int code, String reason, String message, @Nullable ObjectValue details) {
        this(code, reason, message, details, "");
    }

    private Rejection(int code, String reason, String message, @Nullable ObjectValue details, String continueToken) {
        super(message, null, false, false);
        this.continueToken = continueToken;
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    public String text() {
        var message = getMessage();
        return message == null ? "" : message;
    }

    /** The Status object. */
    public ObjectValue status() {
        return ObjectValue.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put(
                        "metadata",
                        continueToken.isEmpty()
                                ? ObjectValue.empty()
                                : ObjectValue.of("continue", Value.of(continueToken)))
                .put("status", "Failure")
                .putIfPresent("message", getMessage())
                .putIfPresent("reason", reason)
                .putIfPresent("details", details)
                .put("code", code)
                .build();
    }

    public static Rejection badRequest(String message) {
        return new Rejection(400, "BadRequest", message, null);
    }

    public static Rejection unauthorized() {
        return new Rejection(401, "Unauthorized", "Unauthorized", null);
    }

    public static Rejection forbidden(GroupVersionResource resource, String name, String why) {
        return forbidden(resource, name, why, List.of());
    }

    /**
     * The caller, or the state of things, does not allow it.
     *
     * @param causes entries of {@code details.causes}
     */
    public static Rejection forbidden(
            GroupVersionResource resource, String name, String why, List<ObjectValue> causes) {
        var details = details(resource, name);
        return new Rejection(
                403,
                "Forbidden",
                resource.qualifiedResource() + " \"" + name + "\" is forbidden: " + why,
                causes.isEmpty() ? details : details.with("causes", ListValue.of(causes)));
    }

    public static Rejection notFound(GroupVersionResource resource, String name) {
        return new Rejection(
                404, "NotFound", resource.qualifiedResource() + " \"" + name + "\" not found", details(resource, name));
    }

    /** No such path. */
    public static Rejection noSuchPath() {
        return new Rejection(404, "NotFound", "the server could not find the requested resource", ObjectValue.empty());
    }

    public static Rejection methodNotAllowed() {
        return new Rejection(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                ObjectValue.empty());
    }

    /** The client reads none of the formats there are. */
    public static Rejection noRepresentation(String available) {
        return new Rejection(
                406,
                "NotAcceptable",
                "406: Not Acceptable\n\nAvailable representations: " + available,
                ObjectValue.empty());
    }

    /** The client reads a format there is, but asks for something else than the object in it. */
    public static Rejection notAcceptable(String accepted) {
        return new Rejection(406, "NotAcceptable", "only the following media types are accepted: " + accepted, null);
    }

    /** A patch of a kind that is none, in the words of Kubernetes. */
    public static Rejection unsupportedPatchType() {
        return new Rejection(415, "UnsupportedMediaType", "415: Unsupported Media Type", ObjectValue.empty());
    }

    public static Rejection unsupportedMediaType(String accepted) {
        return new Rejection(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: " + accepted,
                null);
    }

    public static Rejection alreadyExists(GroupVersionResource resource, String name) {
        return new Rejection(
                409,
                "AlreadyExists",
                resource.qualifiedResource() + " \"" + name + "\" already exists",
                details(resource, name));
    }

    public static Rejection conflict(GroupVersionResource resource, String name, String why) {
        return new Rejection(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + resource.qualifiedResource() + " \"" + name + "\": " + why,
                details(resource, name));
    }

    /** The object has another resourceVersion than the write was made for. */
    public static Rejection modified(GroupVersionResource resource, String name) {
        return conflict(
                resource,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    /** A leader's write after it lost its election. */
    public static Rejection fenced(GroupVersionResource resource, String name, String election) {
        return conflict(resource, name, "the writer no longer leads election \"" + election + "\"");
    }

    public static Rejection expired(String message) {
        return new Rejection(410, "Expired", message, null);
    }

    /**
     * A page of a list whose revision is gone.
     *
     * @param continueToken with which the list may go on, at another revision
     */
    public static Rejection expired(String message, String continueToken) {
        return new Rejection(410, "Expired", message, null, continueToken);
    }

    public static Rejection tooLarge(String message) {
        return new Rejection(413, "RequestEntityTooLarge", message, null);
    }

    public static Rejection invalid(GroupVersionKind kind, String name, List<FieldError> errors) {
        var texts = errors.stream().map(FieldError::toString).distinct().toList();
        var message = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
        var qualified = kind.group().isEmpty() ? kind.kind() : kind.kind() + "." + kind.group();
        var causes = errors.stream()
                .map(error -> (Value) cause(error.type().reason(), error.body(), error.path()))
                .toList();
        return new Rejection(
                422,
                "Invalid",
                qualified + " \"" + name + "\" is invalid: " + message,
                ObjectValue.builder()
                        .putIfPresent("name", name)
                        .putIfPresent("group", kind.group())
                        .putIfPresent("kind", kind.kind())
                        .put("causes", ListValue.of(causes))
                        .build());
    }

    /** One entry of {@code details.causes}. */
    public static ObjectValue cause(String reason, String message, String field) {
        return ObjectValue.builder()
                .put("reason", reason)
                .put("message", message)
                .putIfPresent("field", field)
                .build();
    }

    public static Rejection internal(String message) {
        return new Rejection(
                500,
                "InternalError",
                "Internal error occurred: " + message,
                ObjectValue.of("causes", ListValue.of(ObjectValue.of("message", Value.of(message)))));
    }

    /** The store or a node cannot be reached now. */
    public static Rejection unavailable(String message) {
        return new Rejection(503, "ServiceUnavailable", message, ObjectValue.of("retryAfterSeconds", Value.of(1)));
    }

    /** A list or watch from the future. */
    public static Rejection tooNew(long asked, long current) {
        return new Rejection(
                504,
                "Timeout",
                "Timeout: Too large resource version: " + asked + ", current: " + current,
                ObjectValue.builder()
                        .put(
                                "causes",
                                ListValue.of(ObjectValue.builder()
                                        .put("reason", "ResourceVersionTooLarge")
                                        .put("message", "Too large resource version")
                                        .build()))
                        .put("retryAfterSeconds", 1)
                        .build());
    }

    private static ObjectValue details(GroupVersionResource resource, String name) {
        return ObjectValue.builder()
                .putIfPresent("name", name)
                .putIfPresent("group", resource.group())
                .put("kind", resource.resource())
                .build();
    }
}
