package io.jukung.api.server.chain;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.registry.AllocationRule;
import io.jukung.api.server.registry.AllocationRule.Claim;
import io.jukung.api.server.registry.AllocationRule.Range;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.status.Rejection;
import io.jukung.api.server.storage.Condition;
import io.jukung.api.server.storage.Mutation;
import io.jukung.api.server.storage.ObjectStorage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reserves addresses and ports. Each value taken is a key {@code /jukung/allocations/<range>/<value>},
 * made and deleted in the very transaction that writes the object that holds it: two members can never
 * hand out one value, and none leaks.
 */
public final class Allocations {

    private static final String PREFIX = "/jukung/allocations/";
    private static final int MAX_ATTEMPTS = 16;

    private final ObjectStorage storage;
    private final Map<Range, ValueRange> ranges;
    private final RandomGenerator random;

    Allocations(ObjectStorage storage, Map<Range, ValueRange> ranges, RandomGenerator random) {
        this.storage = storage;
        this.ranges = Map.copyOf(ranges);
        this.random = random;
    }

    /** A transaction to run with the conditions and changes of the reservations; null where it lost to another. */
    @FunctionalInterface
    interface Attempt {
        @Nullable
        Written commit(@Nullable ObjectValue assigned, List<Condition> conditions, List<Mutation> changes);
    }

    /**
     * Runs {@code attempt} with what the new object claims and the old one held before.
     *
     * @param next null where the object goes
     * @param old null where the object is new
     * @return null where the attempt lost for a reason that is not a reservation
     */
    @SuppressWarnings("NullAway") // nullness of the attempt's result is passed on
    Written committing(
            ResourceDefinition definition, @Nullable ObjectValue next, @Nullable ObjectValue old, Attempt attempt) {
        var rule = definition.allocation().orElse(null);
        if (rule == null) {
            return attempt.commit(next, List.of(), List.of());
        }
        var held = old == null ? Set.<Claim>of() : fixed(rule, old);
        var heldKeys = keys(held);
        for (int round = 1; round <= MAX_ATTEMPTS; round++) {
            var assigned = next == null
                    ? null
                    : assign(definition, rule, next, heldKeys, round == 1 ? this::guess : this::free);
            var wantedKeys = assigned == null ? Set.<String>of() : keys(fixed(rule, assigned));
            var conditions = new ArrayList<Condition>();
            var changes = new ArrayList<Mutation>();
            for (var key : wantedKeys) {
                if (!heldKeys.contains(key)) {
                    conditions.add(Condition.absent(key));
                    changes.add(new Mutation.Put(key, owner(definition, assigned), 0));
                }
            }
            for (var key : heldKeys) {
                if (!wantedKeys.contains(key)) {
                    changes.add(new Mutation.Delete(key));
                }
            }
            var done = attempt.commit(assigned, conditions, changes);
            if (done != null || conditions.isEmpty()) {
                return done;
            }
            // Lost: to another write of the object, which the caller sees, or to a value just taken.
            if (old != null && conditions.stream().noneMatch(this::taken)) {
                return null;
            }
        }
        throw Rejection.internal("no free value found after " + MAX_ATTEMPTS + " attempts");
    }

    /** The object with values for show; nothing is reserved. */
    ObjectValue dryRun(ResourceDefinition definition, ObjectValue object) {
        return definition.allocation().isEmpty()
                ? object
                : assign(definition, definition.allocation().get(), object, Set.of(), this::example);
    }

    private boolean taken(Condition condition) {
        return condition instanceof Condition.ModRevision(var key, var ignored)
                && storage.get(key).isPresent();
    }

    /** Fills in what the object leaves open, and checks what it asks for by value. */
    private ObjectValue assign(
            ResourceDefinition definition, AllocationRule rule, ObjectValue object, Set<String> held, Choice choice) {
        var errors = new ArrayList<FieldError>();
        var own = new HashSet<String>();
        for (var claim : rule.claims(object)) {
            if (claim.value().isEmpty()) {
                continue;
            }
            var range = range(claim);
            var key = key(claim);
            if (!range.contains(claim.value())) {
                errors.add(FieldError.invalid(claim.path(), range.shown(claim.value()), range.rule(claim.value())));
            } else if (!held.contains(key) && own.add(key) && storage.get(key).isPresent()) {
                errors.add(
                        FieldError.invalid(claim.path(), range.shown(claim.value()), range.takenText(claim.value())));
            }
        }
        if (!errors.isEmpty()) {
            throw Rejection.invalid(definition.groupVersionKind(), object.text("metadata", "name"), errors);
        }
        var assigned = object;
        for (var claim : rule.claims(object)) {
            if (claim.value().isEmpty()) {
                var prefix = PREFIX + name(claim.range()) + "/";
                var value = choice.of(range(claim), prefix, own).orElseThrow(() -> full(definition, object, claim));
                own.add(prefix + value);
                assigned = rule.assign(assigned, claim, value);
            }
        }
        return assigned;
    }

    /** How a value is chosen for a claim that leaves it open. */
    @FunctionalInterface
    private interface Choice {

        /**
         * A value, if there is one.
         *
         * @param prefix of the keys of the range's values
         * @param own keys of the values that the object has already
         */
        Optional<String> of(ValueRange range, String prefix, Set<String> own);
    }

    /** One that is most likely free: the transaction tells. */
    private Optional<String> guess(ValueRange range, String prefix, Set<String> own) {
        return range.pick(random, value -> !own.contains(prefix + value));
    }

    /** One that was free a moment ago. */
    private Optional<String> free(ValueRange range, String prefix, Set<String> own) {
        var taken = takenValues(prefix);
        return range.pick(random, value -> !taken.contains(value) && !own.contains(prefix + value));
    }

    private Optional<String> example(ValueRange range, String prefix, Set<String> own) {
        return range.example(random, value -> !own.contains(prefix + value));
    }

    private static Rejection full(ResourceDefinition definition, ObjectValue object, Claim claim) {
        return Rejection.invalid(
                definition.groupVersionKind(),
                object.text("metadata", "name"),
                List.of(new FieldError(
                        claim.path(), FieldError.Type.INTERNAL, null, "failed to allocate: range is full")));
    }

    private Set<String> takenValues(String prefix) {
        var values = new HashSet<String>();
        storage.range(prefix, ObjectStorage.endOf(prefix), 0, 0)
                .values()
                .forEach(value -> values.add(value.key().substring(prefix.length())));
        return values;
    }

    private ValueRange range(Claim claim) {
        var range = ranges.get(claim.range());
        if (range == null) {
            throw new IllegalStateException("no range for " + claim.range());
        }
        return range;
    }

    private static Set<Claim> fixed(AllocationRule rule, ObjectValue object) {
        var fixed = new LinkedHashSet<Claim>();
        rule.claims(object).stream().filter(claim -> !claim.value().isEmpty()).forEach(fixed::add);
        return fixed;
    }

    private static Set<String> keys(Set<Claim> claims) {
        var keys = new LinkedHashSet<String>();
        claims.forEach(claim -> keys.add(key(claim)));
        return keys;
    }

    private static String key(Claim claim) {
        return PREFIX + name(claim.range()) + "/" + claim.value();
    }

    private static String name(Range range) {
        return switch (range) {
            case CLUSTER_IP -> "cluster_ip";
            case NODE_PORT -> "node_port";
        };
    }

    private static byte[] owner(ResourceDefinition definition, @Nullable ObjectValue object) {
        var text = object == null
                ? ""
                : definition.groupVersionResource().qualifiedResource() + " " + object.text("metadata", "namespace")
                        + "/" + object.text("metadata", "name");
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
