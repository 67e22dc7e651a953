package io.jukung.store.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.storage.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any sequence of commands, in any division into entries, with restarts and clean-ups: as the {@link OracleModel} says. */
class OraclePropertyTest {

    sealed interface Step {
        record Put(String key, String value) implements Step {}

        record Delete(String from, String to) implements Step {}

        record EndEntry() implements Step {}

        record Compact(int back) implements Step {}

        record CleanUp() implements Step {}

        record Restart() implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> keys = Arbitraries.of("a", "a\0", "ab", "b", "c");
        Arbitrary<Step> puts =
                Combinators.combine(keys, Arbitraries.of("", "x", "y")).as(Step.Put::new);
        Arbitrary<Step> deletes = Combinators.combine(keys, Arbitraries.of("a\1", "b", "d"))
                .filter((from, to) -> from.compareTo(to) < 0)
                .as(Step.Delete::new);
        Arbitrary<Step> compacts = Arbitraries.integers().between(0, 6).map(Step.Compact::new);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(8, puts),
                        net.jqwik.api.Tuple.of(3, deletes),
                        net.jqwik.api.Tuple.of(4, Arbitraries.of(new Step.EndEntry())),
                        net.jqwik.api.Tuple.of(1, compacts),
                        net.jqwik.api.Tuple.of(1, Arbitraries.of(new Step.CleanUp())),
                        net.jqwik.api.Tuple.of(1, Arbitraries.of(new Step.Restart())))
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 300)
    void theStateIsWhatTheModelSays(@ForAll("steps") List<Step> steps) throws RejectedException {
        Member member = new Member(new MemoryStore());
        Member neverCleaned = new Member(new MemoryStore());
        OracleModel model = new OracleModel();
        List<Command> entry = new ArrayList<>();
        for (Step step : steps) {
            switch (step) {
                case Step.Put put -> {
                    entry.add(new Command.Put(0, Requests.put(put.key, put.value)));
                    model.put(put.key, put.value);
                }
                case Step.Delete delete -> {
                    entry.add(new Command.DeleteRange(0, Requests.delete(delete.from, delete.to)));
                    model.delete(delete.from, delete.to);
                }
                case Step.EndEntry end -> flush(entry, member, neverCleaned);
                case Step.Compact compact -> {
                    flush(entry, member, neverCleaned);
                    long revision = model.revision() - compact.back;
                    if (revision > member.state().compactRevision()) {
                        member.compact(revision);
                        neverCleaned.compact(revision);
                    }
                }
                case Step.CleanUp cleanUp -> member.cleanUp();
                case Step.Restart restart -> {
                    flush(entry, member, neverCleaned);
                    member = member.restarted();
                }
            }
            if (entry.isEmpty()) {
                compare(member, model);
            }
        }
        flush(entry, member, neverCleaned);
        compare(member, model);
        assertThat(member.state().mark()).isEqualTo(neverCleaned.state().mark());
        assertThat(member.hashKv(0)).isEqualTo(neverCleaned.hashKv(0));
        assertThat(member.hash()).isEqualTo(neverCleaned.hash());
    }

    private static void flush(List<Command> entry, Member... members) {
        if (!entry.isEmpty()) {
            for (Member member : members) {
                member.entry(entry.toArray(Command[]::new));
            }
            entry.clear();
        }
    }

    private static void compare(Member member, OracleModel model) throws RejectedException {
        assertThat(member.state().revision()).isEqualTo(model.revision());
        long oldest = Math.max(1, member.state().compactRevision());
        for (long revision = oldest; revision <= model.revision(); revision++) {
            for (String to : List.of("a\1", "b", "z")) {
                assertThat(member.range(Requests.range("a", to).toBuilder()
                                        .setRevision(revision)
                                        .build())
                                .getKvsList())
                        .isEqualTo(model.range("a", to, revision));
            }
        }
        if (oldest > 1) {
            KeyCommandsTest.assertRejected(
                    Rejection.COMPACTED,
                    () -> member.range(Requests.range("a").toBuilder()
                            .setRevision(oldest - 1)
                            .build()));
        }
    }
}
