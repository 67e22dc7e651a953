package io.jukung.chaos.sim.store;

import io.jukung.proto.etcd.WatchResponse;
import java.util.List;

/** Between the hub and a watcher: nothing, or a deliberate mistake. */
final class WatchFlaws {

    private static final double OFTEN = 0.05;

    private WatchFlaws() {}

    /** What is sent in the place of a response. */
    static List<WatchResponse> of(StoreWorld world, WatchResponse response) {
        int events = response.getEventsCount();
        return switch (world.flaw()) {
            case WATCH_DROPS_EVENT ->
                events == 0 || !world.kernel().chance(OFTEN)
                        ? List.of(response)
                        : events == 1
                                ? List.of()
                                : List.of(response.toBuilder()
                                        .removeEvents(events - 2)
                                        .build());
            case WATCH_SPLITS_REVISION -> {
                boolean splits = events >= 2
                        && response.getEvents(events - 1).getKv().getModRevision()
                                == response.getEvents(events - 2).getKv().getModRevision();
                yield splits
                        ? List.of(
                                response.toBuilder().removeEvents(events - 1).build(),
                                response.toBuilder()
                                        .clearEvents()
                                        .addEvents(response.getEvents(events - 1))
                                        .build())
                        : List.of(response);
            }
            case PROGRESS_RUNS_AHEAD -> {
                boolean progress = events == 0 && !response.getCreated() && !response.getCanceled();
                var header = response.getHeader().toBuilder()
                        .setRevision(world.truth().model().revision());
                yield List.of(progress ? response.toBuilder().setHeader(header).build() : response);
            }
            default -> List.of(response);
        };
    }
}
