package io.jukung.api.server.chain;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.storage.Condition;
import io.jukung.api.server.storage.Fence;
import io.jukung.api.server.storage.Mutation;
import io.jukung.api.server.storage.ObjectStorage;
import io.jukung.api.server.storage.TransactionResult;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/** Hooks of {@code io.jukung.chaos.zoo.ControlPlaneBugs}. */
@NullMarked
final class Planted {

    private Planted() {}

    static String textOfAnUnboundPod(ObjectValue object, String[] path) {
        return Arrays.equals(path, new String[] {"nodeName"}) ? "" : object.text(path);
    }

    static Optional<Fence> unfenced(Optional<Fence> fence) {
        return Optional.empty();
    }

    static TransactionResult transactUnconditionally(
            ObjectStorage storage, List<Condition> conditions, List<Mutation> changes) {
        return storage.transact(
                conditions.stream()
                        .filter(condition ->
                                !(condition instanceof Condition.ModRevision(var key, var revision)) || revision == 0)
                        .toList(),
                changes);
    }
}
