package io.jukung.chaos.run;

import io.grpc.Channel;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Phase;
import io.jukung.chaos.history.WatchStream;
import io.jukung.chaos.workload.Watching;
import io.jukung.proto.etcd.WatchCreateRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A watcher in a script: where a stream ends it goes on in another from where it was, as etcd's clients do. */
public final class Viewer {

    private static final Duration STEP = Duration.ofMillis(250);

    private final Recorder recorder;
    private final int process;
    private final String name;
    private final String member;
    private final Channel channel;
    private final List<WatchStream> streams = new ArrayList<>();
    private WatchCreateRequest request;
    private Watching watching;
    private boolean left;

    /** Begins. */
    Viewer(Recorder recorder, int process, String name, Actor actor, WatchCreateRequest request) {
        this.recorder = recorder;
        this.process = process;
        this.name = name;
        this.member = actor.member();
        this.channel = actor.channel();
        this.request = request;
        recorder.record(process, Phase.INVOKE, "watch", Edn.of(name), null, List.of(), List.of());
        this.watching = new Watching(channel, recorder, member, name, request, false);
    }

    /** Asks for a progress notification. */
    public void askProgress() {
        watching.askProgress();
    }

    /** All up to this revision was delivered. */
    public long reached() {
        return watching.reached();
    }

    /** Waits so long, or until all up to a revision was delivered; whether it was. Asks for progress meanwhile. */
    public boolean follow(long revision, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!left) {
            if (watching.over()) {
                resume();
            }
            if (watching.await(revision, STEP)) {
                return true;
            }
            if (System.nanoTime() > end) {
                return false;
            }
            watching.askProgress();
        }
        return false;
    }

    private void resume() throws InterruptedException {
        long from = Math.max(watching.compacted(), watching.reached() + 1);
        streams.add(watching.end());
        Thread.sleep(STEP);
        request = request.toBuilder().setStartRevision(from).build();
        watching = new Watching(channel, recorder, member, name, request, false);
    }

    /** Ends it; its streams. */
    public List<WatchStream> leave() {
        if (!left) {
            left = true;
            streams.add(watching.end());
            recorder.record(process, Phase.OK, "watch", Edn.of(name), null, List.of(), streams);
        }
        return List.copyOf(streams);
    }
}
