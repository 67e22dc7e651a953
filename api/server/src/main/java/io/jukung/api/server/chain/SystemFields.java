package io.jukung.api.server.chain;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The metadata that the server alone sets. */
public final class SystemFields {

    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;
    /** Kubernetes cuts generateName so that the name stays within 63 characters. */
    private static final int LONGEST_GENERATED_BASE = 63 - SUFFIX_LENGTH;

    private static final List<String> SERVER_ONLY =
            List.of("selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion");
    /** What an update that leaves it out keeps; another value is refused by the rules of metadata. */
    private static final List<String> KEPT_IF_ABSENT = List.of("uid", "deletionGracePeriodSeconds", "generateName");

    private SystemFields() {}

    /** A new object's metadata. */
    static ObjectValue forCreate(
            ObjectValue object, String namespace, String uid, Instant now, RandomGenerator random) {
        var metadata = object.object("metadata");
        for (var field : SERVER_ONLY) {
            metadata = metadata.without(field);
        }
        if (metadata.text("name").isEmpty() && !metadata.text("generateName").isEmpty()) {
            metadata = metadata.with("name", Value.of(generateName(metadata.text("generateName"), random)));
        }
        metadata =
                namespace.isEmpty() ? metadata.without("namespace") : metadata.with("namespace", Value.of(namespace));
        metadata = metadata.with("uid", Value.of(uid)).with("creationTimestamp", Value.of(timestamp(now)));
        return object.with("metadata", metadata);
    }

    /** A random UUID (version 4). */
    static String uid(RandomGenerator random) {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    static String generateName(String base, RandomGenerator random) {
        return (base.length() > LONGEST_GENERATED_BASE ? base.substring(0, LONGEST_GENERATED_BASE) : base)
                + suffix(random);
    }

    /** The random end of a generated name. */
    static String suffix(RandomGenerator random) {
        var suffix = new StringBuilder();
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            suffix.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
        }
        return suffix.toString();
    }

    /** An update's metadata: what clients may not change comes from {@code old}. */
    static ObjectValue forUpdate(ObjectValue object, ObjectValue old) {
        var metadata = object.object("metadata").without("selfLink").without("resourceVersion");
        var before = old.object("metadata");
        for (var field : KEPT_IF_ABSENT) {
            metadata = metadata.has(field) ? metadata : kept(metadata, before, field);
        }
        metadata = kept(metadata, before, "deletionTimestamp");
        var created = before.get("creationTimestamp");
        metadata =
                created == null ? metadata.without("creationTimestamp") : metadata.with("creationTimestamp", created);
        return object.with("metadata", metadata);
    }

    private static ObjectValue kept(ObjectValue metadata, ObjectValue before, String field) {
        var value = before.get(field);
        return value == null ? metadata : metadata.with(field, value);
    }

    /** The object as it stands in the store: its resourceVersion is the key's revision. */
    static ObjectValue forStore(ObjectValue object) {
        return object.withoutAt("metadata", "resourceVersion");
    }

    /** Marks for deletion after so many seconds; a positive generation counts on. */
    static ObjectValue markDeleted(ObjectValue object, Instant now, long graceSeconds) {
        var metadata = object.object("metadata")
                .with("deletionTimestamp", Value.of(timestamp(now.plusSeconds(graceSeconds))))
                .with("deletionGracePeriodSeconds", Value.of(graceSeconds));
        if (metadata.get("generation") instanceof Scalar.Whole(var generation) && generation > 0) {
            metadata = metadata.with("generation", Value.of(generation + 1));
        }
        return object.with("metadata", metadata);
    }

    /** Kubernetes' form of a time: UTC in whole seconds. */
    public static String timestamp(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
