package io.jukung.chaos.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.proto.etcd.TxnRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bugs of watches do what they say, and without them it is right. */
class WatchProofTest {

    private static void proves(String bug, Class<? extends Scenario> scenario, String right, String wrong)
            throws Exception {
        assertThat(RewritingLoader.run(scenario, List.of())).as("without").isEqualTo(right);
        assertThat(RewritingLoader.run(scenario, Zoo.bug(bug).transformations()))
                .as("with " + bug)
                .isEqualTo(wrong);
    }

    static final class ManyEvents implements Scenario {
        @Override
        public String show() {
            var watch = new SmallWatch(new SmallState());
            watch.watch(0, false);
            watch.run();
            for (int i = 0; i < 900; i++) {
                watch.publish(watch.small.put("a", "1"));
                watch.run();
            }
            return watch.events().size() + " events";
        }
    }

    @Test
    void eventDropped() throws Exception {
        proves("event-dropped", ManyEvents.class, "900 events", "897 events");
    }

    static final class RevisionOfTwo implements Scenario {
        @Override
        public String show() {
            var watch = new SmallWatch(new SmallState());
            watch.watch(0, false);
            watch.run();
            watch.publish(watch.small.txn(TxnRequest.newBuilder()
                    .addSuccess(SmallState.putOp("a", "1"))
                    .addSuccess(SmallState.putOp("b", "1"))));
            return watch.got();
        }
    }

    @Test
    void revisionSplit() throws Exception {
        proves("revision-split", RevisionOfTwo.class, "[2, 2]", "[2] [2]");
    }

    static final class Published implements Scenario {
        @Override
        public String show() {
            var watch = new SmallWatch(new SmallState());
            watch.watch(0, false);
            watch.run();
            watch.publish(watch.small.put("a", "1"));
            watch.publish(watch.small.put("a", "2"));
            watch.publish(watch.small.put("a", "3"));
            return watch.got();
        }
    }

    @Test
    void watchOutOfOrder() throws Exception {
        proves("watch-out-of-order", Published.class, "[2, 3, 4]", "[4, 3, 2]");
    }

    static final class AskedWhileBehind implements Scenario {
        @Override
        public String show() {
            var small = new SmallState();
            for (int i = 0; i < 3000; i++) {
                small.put("b", "1");
            }
            var watch = new SmallWatch(small);
            watch.watch(2, false);
            watch.stream.requestProgress();
            var got = watch.got();
            return got.contains("progress") ? "progress while behind" : "no progress while behind";
        }
    }

    @Test
    void progressAhead() throws Exception {
        proves("progress-ahead", AskedWhileBehind.class, "no progress while behind", "progress while behind");
    }

    static final class FromThePast implements Scenario {
        @Override
        public String show() {
            var small = new SmallState();
            small.put("a", "1");
            small.put("a", "2");
            var watch = new SmallWatch(small);
            watch.watch(2, false);
            watch.publish(small.put("a", "3"));
            watch.run();
            watch.publish(small.put("a", "4"));
            watch.run();
            watch.publish(small.put("a", "5"));
            return watch.got();
        }
    }

    @Test
    void watchFromCacheAlone() throws Exception {
        proves("watch-from-cache-alone", FromThePast.class, "[2, 3, 4] [5] [6]", "[4] [5] [6]");
    }

    static final class Resumed implements Scenario {
        @Override
        public String show() {
            var watch = new SmallWatch(new SmallState());
            watch.run();
            watch.publish(watch.small.put("a", "1"));
            watch.publish(watch.small.put("a", "2"));
            watch.watch(2, false);
            watch.run();
            watch.publish(watch.small.put("a", "3"));
            watch.run();
            watch.publish(watch.small.put("a", "4"));
            return watch.got();
        }
    }

    @Test
    void watchResumeSkips() throws Exception {
        proves("watch-resume-skips", Resumed.class, "[2, 3] [4] [5]", "[2, 3] [5]");
    }

    static final class InTheFuture implements Scenario {
        @Override
        public String show() {
            var watch = new SmallWatch(new SmallState());
            watch.watch(4, false);
            watch.run();
            for (int i = 0; i < 3; i++) {
                watch.publish(watch.small.put("a", "1"));
                watch.run();
            }
            return watch.got();
        }
    }

    @Test
    void watchBeforeStart() throws Exception {
        proves("watch-before-start", InTheFuture.class, "[4]", "[2] [3] [4]");
    }

    static final class FromCompacted implements Scenario {
        @Override
        public String show() {
            return afterCompaction(2);
        }
    }

    static final class FromBoundary implements Scenario {
        @Override
        public String show() {
            return afterCompaction(3);
        }
    }

    private static String afterCompaction(long from) {
        var small = new SmallState();
        small.put("a", "1");
        small.put("a", "2");
        small.put("a", "3");
        small.compact(3);
        var watch = new SmallWatch(small);
        watch.watch(from, false);
        return watch.got();
    }

    @Test
    void compactedInSilence() throws Exception {
        proves("compacted-in-silence", FromCompacted.class, "compacted", "[3, 4]");
    }

    @Test
    void compactionTakesBoundary() throws Exception {
        proves("compaction-takes-boundary", FromBoundary.class, "[3, 4]", "[4]");
    }

    static final class WithPrevious implements Scenario {
        @Override
        public String show() {
            var watch = new SmallWatch(new SmallState());
            watch.watch(0, true);
            watch.run();
            watch.publish(watch.small.put("a", "old"));
            watch.publish(watch.small.put("a", "new"));
            return watch.events().getLast().getPrevKv().getValue().toStringUtf8();
        }
    }

    @Test
    void previousIsCurrent() throws Exception {
        proves("previous-is-current", WithPrevious.class, "old", "new");
    }
}
