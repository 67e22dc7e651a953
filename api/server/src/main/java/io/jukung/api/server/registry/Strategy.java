package io.jukung.api.server.registry;

import io.jukung.api.model.tree.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The rules a kind's objects obey, as pure functions of trees. The server calls, for a create:
 * {@link #applyDefaults}, admission, its own system fields (uid, creationTimestamp, name from generateName),
 * {@link #prepareForCreate}, {@link #validateCreate}; for an update likewise.
 */
public interface Strategy {

    /**
     * The object with defaults where fields are absent. Called on everything decoded, from requests
     * and from the store; applying it twice changes nothing.
     */
    ObjectValue applyDefaults(ObjectValue object);

    /** Drops what clients may not set (status), sets {@code metadata.generation} where the kind has one. */
    ObjectValue prepareForCreate(ObjectValue object);

    /** All that is wrong with a new object, in the order Kubernetes reports it; empty: valid. */
    List<FieldError> validateCreate(ObjectValue object);

    /** Takes over from {@code old} what this write may not change, counts the generation. */
    ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old);

    /** All that is wrong with the change; empty: valid. */
    List<FieldError> validateUpdate(ObjectValue object, ObjectValue old);

    /**
     * What a client should be told though the object is accepted, as texts of Warning headers.
     *
     * @param old null on create
     */
    default List<String> warnings(ObjectValue object, @Nullable ObjectValue old) {
        return List.of();
    }

    /** What every client that uses the kind is told, where the kind is on its way out. */
    default Optional<String> deprecation() {
        return Optional.empty();
    }

    /** Whether a PUT to a name that does not exist creates it. */
    default boolean createsOnUpdate() {
        return false;
    }

    /** Whether an update may come without a resourceVersion. */
    default boolean allowsUnconditionalUpdate() {
        return true;
    }

    /**
     * Seconds an object is kept for its graceful end, or empty for a kind that is deleted at once;
     * 0: delete now.
     *
     * @param asked {@code gracePeriodSeconds} of the request
     */
    default OptionalLong gracePeriodSeconds(ObjectValue object, OptionalLong asked) {
        return OptionalLong.empty();
    }

    /** Whether the answer to a deletion is the object as it was, not a Status. */
    default boolean returnsDeletedObject() {
        return false;
    }

    /**
     * Paths that a write under these rules resets, so that its writer does not come to own them: for the object
     * itself its status, for {@code /status} its spec.
     */
    default List<List<String>> resetFields() {
        return List.of();
    }

    /** The object as it is marked for deletion; its metadata say so already. */
    default ObjectValue prepareForDelete(ObjectValue object) {
        return object;
    }

    /** Whether the object, marked for deletion, must stay though it has no finalizers in its metadata. */
    default boolean keptWhileDeleted(ObjectValue object) {
        return false;
    }
}
