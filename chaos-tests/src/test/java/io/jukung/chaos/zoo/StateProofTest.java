package io.jukung.chaos.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.store.apply.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bugs of the state do what they say, and without them it is right. */
class StateProofTest {

    private static void proves(String bug, Class<? extends Scenario> scenario, String right, String wrong)
            throws Exception {
        assertThat(RewritingLoader.run(scenario, List.of())).as("without").isEqualTo(right);
        assertThat(RewritingLoader.run(scenario, Zoo.bug(bug).transformations()))
                .as("with " + bug)
                .isEqualTo(wrong);
    }

    static final class DeletedRange implements Scenario {
        @Override
        public String show() throws Exception {
            var small = new SmallState();
            small.put("a", "1");
            small.put("b", "1");
            small.put("c", "1");
            small.delete("a", "z");
            return small.range("a", "z").getKvsList().stream()
                    .map(kv -> kv.getKey().toStringUtf8())
                    .toList()
                    .toString();
        }
    }

    @Test
    void deleteRangeMissesLast() throws Exception {
        proves("delete-range-misses-last", DeletedRange.class, "[]", "[c]");
    }

    static final class RecreatedKey implements Scenario {
        @Override
        public String show() throws Exception {
            var small = new SmallState();
            small.put("a", "1");
            small.put("a", "2");
            small.delete("a", "");
            small.put("a", "3");
            var record = small.range("a", "").getKvs(0);
            return "version " + record.getVersion() + ", created at " + record.getCreateRevision();
        }
    }

    @Test
    void versionNotReset() throws Exception {
        proves("version-not-reset", RecreatedKey.class, "version 1, created at 5", "version 3, created at 2");
    }

    static final class ModCompare implements Scenario {
        @Override
        public String show() {
            return compared(Compare.CompareTarget.MOD);
        }
    }

    static final class CreateCompare implements Scenario {
        @Override
        public String show() {
            return compared(Compare.CompareTarget.CREATE);
        }
    }

    private static String compared(Compare.CompareTarget target) {
        var small = new SmallState();
        small.put("a", "1");
        var outcome = small.txn(TxnRequest.newBuilder()
                        .addCompare(SmallState.compare("a", target, 77))
                        .addSuccess(SmallState.putOp("a", "2")))
                .outcomes()
                .getFirst();
        return outcome instanceof Outcome.Applied(TxnResponse response)
                ? "succeeded: " + response.getSucceeded()
                : outcome.toString();
    }

    @Test
    void compareIgnored() throws Exception {
        proves("compare-ignored", ModCompare.class, "succeeded: false", "succeeded: true");
    }

    @Test
    void fenceIgnored() throws Exception {
        proves("fence-ignored", CreateCompare.class, "succeeded: false", "succeeded: true");
    }

    static final class TwoPuts implements Scenario {
        @Override
        public String show() {
            var small = new SmallState();
            return small
                    .txn(TxnRequest.newBuilder()
                            .addSuccess(SmallState.putOp("a", "1"))
                            .addSuccess(SmallState.putOp("b", "1")))
                    .changes()
                    .stream()
                    .map(changes ->
                            changes.revision() + ": " + changes.changes().size())
                    .toList()
                    .toString();
        }
    }

    @Test
    void transactionInTwoSteps() throws Exception {
        proves("transaction-in-two-steps", TwoPuts.class, "[2: 2]", "[2: 1, 3: 1]");
    }

    static final class EndedLease implements Scenario {
        @Override
        public String show() throws Exception {
            var small = new SmallState();
            small.grant(7);
            small.put("a", "1", 7);
            small.put("b", "1", 7);
            int revisions = small.revoke(7).changes().size();
            return revisions + " revisions, left: " + small.count("a", "z");
        }
    }

    @Test
    void leaseEndInSteps() throws Exception {
        proves("lease-end-in-steps", EndedLease.class, "1 revisions, left: 0", "2 revisions, left: 0");
    }

    @Test
    void leaseEndLeavesAKey() throws Exception {
        proves("lease-end-leaves-a-key", EndedLease.class, "1 revisions, left: 0", "1 revisions, left: 1");
    }

    static final class MovedKey implements Scenario {
        @Override
        public String show() throws Exception {
            var small = new SmallState();
            small.grant(7);
            small.grant(8);
            small.put("a", "1", 7);
            small.put("a", "2", 8);
            small.revoke(7);
            return "left: " + small.count("a", "");
        }
    }

    @Test
    void leaseKeepsMovedKey() throws Exception {
        proves("lease-keeps-moved-key", MovedKey.class, "left: 1", "left: 0");
    }

    static final class ManyPuts implements Scenario {
        @Override
        public String show() throws Exception {
            var small = new SmallState();
            for (int i = 0; i < 303; i++) {
                small.put("a" + i, "1");
            }
            return "left: " + small.count("a", "b");
        }
    }

    @Test
    void acknowledgedPutLost() throws Exception {
        proves("acknowledged-put-lost", ManyPuts.class, "left: 303", "left: 300");
    }

    static final class ManyValues implements Scenario {
        @Override
        public String show() throws Exception {
            var small = new SmallState();
            for (int i = 0; i < 5000; i++) {
                small.put("a" + i, "1");
            }
            boolean all = small.range("a", "b").getKvsList().stream()
                    .allMatch(kv -> kv.getValue().toStringUtf8().equals("1"));
            return "all as written: " + all;
        }
    }

    /** Wrong once in 200 times: in 5,000 it is never by a chance of 1 to 10^10. */
    @Test
    void applyByChance() throws Exception {
        proves("apply-by-chance", ManyValues.class, "all as written: true", "all as written: false");
    }

    static final class Restarted implements Scenario {
        @Override
        public String show() {
            var small = new SmallState();
            for (int i = 0; i < 20; i++) {
                small.put("a", "1");
            }
            small.reopen();
            return "applied to " + small.state.lastApplied().index() + " at revision " + small.state.revision();
        }
    }

    @Test
    void appliedTwice() throws Exception {
        proves("applied-twice", Restarted.class, "applied to 20 at revision 21", "applied to 16 at revision 21");
    }

    static final class Compacted implements Scenario {
        @Override
        public String show() throws Exception {
            var small = new SmallState();
            for (int i = 0; i < 40; i++) {
                small.put("key-" + i, "1");
            }
            small.put("z", "1");
            small.compact(small.state.revision());
            small.reopen();
            return "all left: " + (small.range("key-", "key.").getKvsCount() == 40);
        }
    }

    @Test
    void compactionRemovesTooMuch() throws Exception {
        proves("compaction-removes-too-much", Compacted.class, "all left: true", "all left: false");
    }
}
