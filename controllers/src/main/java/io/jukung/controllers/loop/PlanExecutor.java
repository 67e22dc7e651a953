package io.jukung.controllers.loop;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.EventRecorder;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.object.KubeObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Carries plans out for one controller. The client of the turn puts the fence on; the actions bring their preconditions.
 *
 * @param component field manager and event source, for example {@code deployment-controller}
 */
public record PlanExecutor(String component, EventRecorder events) {

    /**
     * What came of a batch.
     *
     * @param objects those created, in no order
     * @param failure the first failure; what was not tried after it is left undone
     */
    public record BatchOutcome(List<KubeObject> objects, Optional<ApiException> failure) {}

    /**
     * Does the actions one after another and ends at the first that fails.
     *
     * @return the plan's next turn
     * @throws ApiException of the failed action
     */
    public Optional<Duration> run(Plan plan, ApiClient client) {
        for (var action : plan.actions()) {
            var _ = run(action, client);
        }
        return plan.again();
    }

    /**
     * Does like actions in parallel batches of 1, 2, 4, … and ends after the batch that has a failure, so that a quota
     * or a broken template costs one refused call, not hundreds.
     */
    public BatchOutcome runInBatches(List<? extends Action> actions, ApiClient client) {
        var created = new ArrayList<KubeObject>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int from = 0;
            for (int size = 1; from < actions.size(); size *= 2) {
                int to = Math.min(from + size, actions.size());
                var batch = new ArrayList<Future<Optional<KubeObject>>>();
                for (var action : actions.subList(from, to)) {
                    batch.add(threads.submit((Callable<Optional<KubeObject>>) () -> run(action, client)));
                }
                var failure = collect(batch, created);
                if (failure.isPresent()) {
                    return new BatchOutcome(created, failure);
                }
                from = to;
            }
        }
        return new BatchOutcome(created, Optional.empty());
    }

    private static Optional<ApiException> collect(List<Future<Optional<KubeObject>>> batch, List<KubeObject> created) {
        Optional<ApiException> failure = Optional.empty();
        for (var future : batch) {
            try {
                future.get().ifPresent(created::add);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof ApiException refused)) {
                    throw new IllegalStateException("an action of a batch failed", e);
                }
                failure = failure.or(() -> Optional.of(refused));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted in a batch", e);
            }
        }
        return failure;
    }

    private Optional<KubeObject> run(Action action, ApiClient client) {
        var options = WriteOptions.as(component);
        return switch (action) {
            case Action.Create(var kind, var object) -> Optional.of(client.create(kind.resource(), object, options));
            case Action.Patch(var kind, var key, var subresource, var patch) ->
                Optional.of(client.patch(kind.resource(), key, subresource, ApiClient.PatchType.MERGE, patch, options));
            case Action.Replace(var kind, var object, var subresource) ->
                Optional.of(client.update(kind.resource(), object, subresource, options));
            case Action.Delete delete -> {
                delete(delete, client, options);
                yield Optional.empty();
            }
            case Action.Tell(var about, var type, var reason, var message) -> {
                events.recordEvent(about, type, reason, message);
                yield Optional.empty();
            }
        };
    }

    private static void delete(Action.Delete delete, ApiClient client, WriteOptions options) {
        try {
            client.delete(
                    delete.kind().resource(),
                    delete.object().key(),
                    new DeleteOptions(
                            delete.propagation(),
                            delete.graceSeconds(),
                            delete.object().uid(),
                            "",
                            options));
        } catch (ApiException e) {
            if (!e.notFound()) {
                throw e;
            }
        }
    }
}
