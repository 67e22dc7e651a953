package io.jukung.chaos.scenario;

import com.google.protobuf.ByteString;
import io.jukung.chaos.run.Actor;
import io.jukung.chaos.run.Stage;
import io.jukung.chaos.run.Unmet;
import io.jukung.chaos.workload.Watching;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.WatchCreateRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Steps that several scripts have. */
final class Steps {

    /** Between two requests of a client under load: members that start need the processor, too. */
    static final Duration BRIEF = Duration.ofMillis(3);

    static final Duration LONG = Duration.ofSeconds(40);

    private static final int TRIES = 30;
    private static final int PAUSE_MILLIS = 100;
    private static final ByteString ALL = ByteString.copyFrom(new byte[1]);

    private Steps() {}

    static void sleep(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }

    /** Puts a value that begins so until one put is acknowledged; that value. */
    static String acknowledged(Actor actor, String key, String begin) throws Unmet, InterruptedException {
        for (int n = 0; n < TRIES; n++) {
            if (actor.put(key, begin + "-" + n).ok()) {
                return begin + "-" + n;
            }
            sleep(PAUSE_MILLIS);
        }
        throw new Unmet("no put of " + key + " was acknowledged by " + actor.member());
    }

    /** The value of an answer's one key; empty if there is none. */
    static String value(RangeResponse answer) {
        return answer.getKvsCount() == 0 ? "" : answer.getKvs(0).getValue().toStringUtf8();
    }

    /** Watches all keys, with previous values; from 0: from now. */
    static WatchCreateRequest all(long start) {
        return Watching.request(ALL, ALL, start).setPrevKv(true).build();
    }

    /** So, and told of progress. */
    static WatchCreateRequest allWithProgress(long start) {
        return Watching.request(ALL, ALL, start)
                .setPrevKv(true)
                .setProgressNotify(true)
                .build();
    }

    /** A follower; the last one by name. */
    static String follower(Stage stage) throws Unmet, InterruptedException {
        return stage.others(stage.leader()).getLast();
    }

    /** A read that is answered must have what was acknowledged before it began. */
    static void fresh(Stage stage, Actor.Reply<RangeResponse> reply, String expected, String where) {
        reply.answer()
                .ifPresent(answer -> stage.must(
                        value(answer).equals(expected),
                        "stale read",
                        "x=" + expected + " was acknowledged, then a linearizable read began on " + where
                                + " and was answered x=" + value(answer)));
    }
}
