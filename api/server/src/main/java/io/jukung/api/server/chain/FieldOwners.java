package io.jukung.api.server.chain;

import io.jukung.api.model.apply.ApplyException;
import io.jukung.api.model.apply.ConflictException;
import io.jukung.api.model.apply.ManagedFields;
import io.jukung.api.model.apply.ServerSideApply;
import io.jukung.api.model.apply.Write;
import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.schema.ObjectDecoder;
import io.jukung.api.model.schema.ObjectSchema;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.status.Rejection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who owns which fields ({@code metadata.managedFields}), kept with every write. */
public final class FieldOwners {

    private FieldOwners() {}

    /**
     * The object with the writer as owner of what it changed.
     *
     * @param live the object before; null for a new one
     */
    static ObjectValue afterWrite(
            Target target, @Nullable ObjectValue live, ObjectValue written, WriteOptions options, Instant now) {
        return schema(target.definition())
                .map(schema -> untimedScale(
                        target,
                        ManagedFields.afterUpdate(
                                live == null ? ObjectDecoder.unsetObject(schema) : live,
                                written,
                                write(target, schema, options, now))))
                .orElse(written);
    }

    /**
     * What is posted to be answered and is kept nowhere, with its writer as owner of all of it.
     *
     * @param subresource it was posted to; "" for none
     */
    public static ObjectValue ofPosted(
            GroupVersionKind kind, String subresource, ObjectValue posted, String manager, Instant now) {
        return Schemas.kubernetes()
                .find(kind)
                .map(schema -> ManagedFields.afterUpdate(
                        ObjectDecoder.unsetObject(schema),
                        posted,
                        new Write(schema, manager, kind.apiVersion(), subresource, now, List.of())))
                .orElse(posted);
    }

    /**
     * The object after a server-side apply, as its schema has it.
     *
     * @param live the object before; null for a new one
     */
    static ObjectValue apply(
            Target target,
            @Nullable ObjectValue live,
            ObjectValue applied,
            boolean force,
            WriteOptions options,
            Instant now) {
        var kind = target.definition().groupVersionKind();
        var schema = schema(target.definition())
                .orElseThrow(() -> Rejection.badRequest(kind.kind() + " has no schema to apply by"));
        try {
            var result = ServerSideApply.apply(
                    live == null ? ObjectDecoder.unsetObject(schema) : live,
                    applied,
                    write(target, schema, options, now),
                    force);
            if (live != null && !result.changed() && sameOwners(live, result.object())) {
                return live;
            }
            return untimedScale(target, Decoding.decode(kind, result.object(), List.of(), options));
        } catch (ConflictException e) {
            throw new Rejection(
                    409,
                    "Conflict",
                    String.valueOf(e.getMessage()),
                    ObjectValue.of(
                            "causes",
                            ListValue.of(e.conflicts().stream()
                                    .map(conflict -> Rejection.cause(
                                            "FieldManagerConflict", conflict.message(), conflict.field()))
                                    .toList())));
        } catch (ApplyException e) {
            throw new Rejection(e.code(), e.code() == 400 ? "BadRequest" : "", String.valueOf(e.getMessage()), null);
        }
    }

    /** Who owns a number of replicas through a scale is on record without a time, as Kubernetes does it. */
    private static ObjectValue untimedScale(Target target, ObjectValue object) {
        if (target.scale().isEmpty() || object.list("metadata", "managedFields").isEmpty()) {
            return object;
        }
        return object.with(
                "metadata",
                object.object("metadata")
                        .mapEach(
                                "managedFields",
                                owner -> owner.text("subresource").equals(target.subresource())
                                        ? owner.without("time")
                                        : owner));
    }

    /** Whether a write would change nothing but when who wrote: then nothing is written. */
    static boolean sameButTimes(ObjectValue object, ObjectValue old) {
        return object.equals(old) || untimed(object).equals(untimed(old));
    }

    private static ObjectValue untimed(ObjectValue object) {
        return object.with(
                "metadata", object.object("metadata").mapEach("managedFields", owner -> owner.without("time")));
    }

    private static boolean sameOwners(ObjectValue live, ObjectValue applied) {
        return live.list("metadata", "managedFields").equals(applied.list("metadata", "managedFields"));
    }

    private static Optional<ObjectSchema> schema(ResourceDefinition definition) {
        return Schemas.kubernetes().find(definition.groupVersionKind());
    }

    private static Write write(Target target, ObjectSchema schema, WriteOptions options, Instant now) {
        return new Write(
                schema,
                options.fieldManager(),
                target.resource().apiVersion(),
                target.subresource(),
                now,
                Writes.strategy(target).resetFields());
    }
}
