package io.jukung.chaos.check.watch;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static io.jukung.chaos.check.watch.CorrectWatch.events;
import static io.jukung.chaos.check.watch.CorrectWatch.header;
import static io.jukung.chaos.check.watch.CorrectWatch.streams;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.KvWorld;
import io.jukung.chaos.check.KvWorld.Fault;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.chaos.history.WatchStream;
import io.jukung.chaos.history.WatchStream.Received;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WatchGuaranteesTest {

    private static final long SECOND = 1_000_000_000L;

    private final WatchGuarantees checker = new WatchGuarantees(Duration.ofSeconds(5));

    private static Evidence with(Evidence evidence, List<WatchStream> streams) {
        var ops = new ArrayList<>(evidence.history().ops());
        long nanos = ops.getLast().nanos() + 30 * SECOND;
        ops.add(new Op(ops.size(), 900, Phase.INVOKE, "watch", Edn.NIL, nanos, null, List.of(), List.of()));
        ops.add(new Op(ops.size(), 900, Phase.OK, "watch", Edn.NIL, nanos + 1, null, List.of(), streams));
        return new Evidence(new History(ops), evidence.events(), evidence.finalStates(), Map.of());
    }

    private Verdict judge(long seed, BiFunction<List<WatchStream>, EventLog, List<WatchStream>> change) {
        var evidence = KvWorld.run(Fault.NONE, seed, 150);
        var log = evidence.events().orElseThrow();
        var random = new Random(seed);
        var streams = new ArrayList<WatchStream>();
        for (int i = 0; i < 4; i++) {
            streams.addAll(streams("w" + i, log, random));
        }
        return checker.check(with(evidence, change.apply(streams, log)));
    }

    @Test
    void acceptsWhatACorrectStoreSends() {
        long resumed = 0;
        for (long seed = 0; seed < 250; seed++) {
            var verdict = judge(seed, (streams, log) -> streams);
            assertThat(verdict.validity()).as("seed " + seed + ": " + verdict).isEqualTo(Validity.VALID);
            resumed += Long.parseLong(verdict.facts().get("watchers resumed"));
        }
        assertThat(resumed).isGreaterThan(100);
    }

    /** One stream over all keys from revision 2 to work upon: a response for each revision. */
    private static WatchStream plain(EventLog log, boolean fragment) {
        var request = WatchCreateRequest.newBuilder()
                .setKey(copyFromUtf8("k"))
                .setRangeEnd(copyFromUtf8("l"))
                .setStartRevision(2)
                .setPrevKv(true)
                .setFragment(fragment)
                .build();
        var received = new ArrayList<Received>();
        received.add(new Received(1, header(1).setCreated(true).build()));
        for (var entry : log.entries()) {
            received.add(new Received(
                    entry.nanos() + 1,
                    header(entry.revision())
                            .addAllEvents(events(request, entry))
                            .build()));
        }
        return new WatchStream(
                "plain", "n1", request, 0, received, log.entries().getLast().nanos() + 20 * SECOND, "closed");
    }

    private static WatchStream changed(WatchStream stream, List<Received> received) {
        return new WatchStream(
                stream.watcher(),
                stream.member(),
                stream.request(),
                stream.begun(),
                received,
                stream.ended(),
                stream.reason());
    }

    private List<String> rules(BiFunction<List<Received>, EventLog, List<Received>> change) {
        var verdict = judge(7, (streams, log) -> {
            var stream = plain(log, false);
            return List.of(changed(stream, change.apply(new ArrayList<>(stream.received()), log)));
        });
        assertThat(verdict.violations())
                .allSatisfy(violation -> assertThat(violation.explanation()).contains("Watch plain at n1"));
        return KvWorld.rules(verdict);
    }

    private static Received progress(long nanos, long revision) {
        return new Received(nanos, header(revision).build());
    }

    private static Received edit(Received received, Consumer<WatchResponse.Builder> change) {
        var response = received.response().toBuilder();
        change.accept(response);
        return new Received(received.nanos(), response.build());
    }

    @Test
    void findsBrokenOrder() {
        assertThat(rules((all, log) -> all)).isEmpty();
        assertThat(rules((all, log) -> {
                    all.remove(10);
                    return all;
                }))
                .containsExactly("dropped event");
        assertThat(rules((all, log) -> {
                    all.add(11, all.get(10));
                    return all;
                }))
                .containsExactly("repeated event");
        assertThat(rules((all, log) -> {
                    all.add(15, all.get(10));
                    return all;
                }))
                .containsExactly("repeated event");
        assertThat(rules((all, log) -> {
                    all.set(10, all.set(11, all.get(10)));
                    return all;
                }))
                .containsExactly("dropped event");
    }

    @Test
    void findsSplitRevisions() {
        var rules = rules((all, log) -> {
            for (int i = 1; i < all.size(); i++) {
                var events = all.get(i).response().getEventsList();
                if (events.size() > 1) {
                    all.add(i + 1, edit(all.get(i), response -> response.removeEvents(0)));
                    all.set(
                            i,
                            edit(all.get(i), response -> response.clearEvents().addEvents(events.getFirst())));
                    return all;
                }
            }
            throw new AssertionError("no revision of two events");
        });
        assertThat(rules).containsExactly("split revision");
        assertThat(rules((all, log) -> {
                    all.set(5, edit(all.get(5), response -> response.setFragment(true)));
                    return all;
                }))
                .containsExactly("split revision");
    }

    @Test
    void findsWrongEvents() {
        assertThat(rules((all, log) -> {
                    all.set(
                            3,
                            edit(
                                    all.get(3),
                                    response -> response.getEventsBuilder(0)
                                            .getKvBuilder()
                                            .setValue(copyFromUtf8("other"))));
                    return all;
                }))
                .containsExactly("wrong event");
        assertThat(rules((all, log) -> {
                    for (int i = 1; i < all.size(); i++) {
                        if (all.get(i).response().getEvents(0).hasPrevKv()) {
                            all.set(
                                    i,
                                    edit(
                                            all.get(i),
                                            response -> response.getEventsBuilder(0)
                                                    .getPrevKvBuilder()
                                                    .setVersion(77)));
                            break;
                        }
                    }
                    return all;
                }))
                .containsExactly("wrong previous value");
        assertThat(rules((all, log) -> {
                    all.set(
                            3,
                            edit(
                                    all.get(3),
                                    response -> response.getEventsBuilder(0)
                                            .getKvBuilder()
                                            .setKey(copyFromUtf8("x"))));
                    return all;
                }))
                .containsExactly("event that was not asked for");
        assertThat(rules((all, log) -> {
                    var last = log.entries().getLast();
                    var event = last.events().getFirst().toBuilder();
                    event.getKvBuilder().setModRevision(last.revision() + 1);
                    all.add(new Received(
                            last.nanos() + 2,
                            header(last.revision() + 1).addEvents(event).build()));
                    return all;
                }))
                .containsExactly("event of nobody");
        assertThat(rules((all, log) -> {
                    all.set(
                            9,
                            edit(
                                    all.get(9),
                                    response -> response.getHeaderBuilder().setRevision(3)));
                    return all;
                }))
                .containsExactly("header behind its events");
    }

    @Test
    void findsWrongProgress() {
        assertThat(rules((all, log) -> {
                    all.add(
                            10,
                            progress(
                                    all.get(9).nanos(),
                                    all.get(10).response().getHeader().getRevision()));
                    return all;
                }))
                .as("a progress notification that overtook an event")
                .containsExactly("progress ahead of events");
        assertThat(rules((all, log) -> {
                    all.add(10, progress(all.get(9).nanos(), 4));
                    return all;
                }))
                .containsExactly("progress went back");
        assertThat(rules((all, log) -> {
                    all.add(progress(
                            all.getLast().nanos(), log.entries().getLast().revision() + 5));
                    return all;
                }))
                .containsExactly("progress out of nowhere");
    }

    @Test
    void findsWrongEnds() {
        assertThat(rules((all, log) -> {
                    all.add(
                            10,
                            new Received(
                                    all.get(9).nanos(),
                                    header(0).setCanceled(true).build()));
                    return all;
                }))
                .containsExactly("event after cancel");
        assertThat(rules((all, log) -> {
                    var cancel = new Received(
                            all.getLast().nanos(), header(0).setCanceled(true).build());
                    all.add(cancel);
                    all.add(cancel);
                    return all;
                }))
                .containsExactly("cancelled twice");
        assertThat(rules((all, log) -> {
                    all.subList(5, all.size()).clear();
                    all.add(new Received(
                            all.getLast().nanos(),
                            header(0).setCanceled(true).setCompactRevision(5).build()));
                    return all;
                }))
                .as("it was at 6 already")
                .containsExactly("wrong compaction");
        assertThat(rules((all, log) -> {
                    all.subList(5, all.size()).clear();
                    all.add(new Received(
                            all.getLast().nanos(),
                            header(0)
                                    .setCanceled(true)
                                    .setCompactRevision(9_999)
                                    .build()));
                    return all;
                }))
                .containsExactly("wrong compaction");
        assertThat(rules((all, log) -> {
                    all.subList(all.size() - 3, all.size()).clear();
                    return all;
                }))
                .containsExactly("late event");
        assertThat(rules((all, log) -> {
                    all.removeFirst();
                    return all;
                }))
                .containsExactly("not created first");
    }

    @Test
    void findsWhatIsBelowTheStart() {
        var verdict = judge(7, (streams, log) -> {
            var stream = plain(log, false);
            var later = new WatchStream(
                    "plain",
                    "n2",
                    stream.request().toBuilder().setStartRevision(20).build(),
                    stream.begun() + 1,
                    stream.received(),
                    stream.ended(),
                    "closed");
            return List.of(later);
        });
        assertThat(KvWorld.rules(verdict)).containsExactly("event below its start");
        // When the first event came, which is of revision 2.
        assertThat(verdict.violations().getFirst().seen())
                .hasValue(KvWorld.run(Fault.NONE, 7, 150)
                                .events()
                                .orElseThrow()
                                .entries()
                                .getFirst()
                                .nanos()
                        + 1);

        verdict = judge(7, (streams, log) -> {
            var stream = plain(log, false);
            var request = stream.request().toBuilder().setStartRevision(20).build();
            var received = new ArrayList<>(stream.received());
            received.subList(1, received.size()).clear();
            received.add(progress(3, 5));
            return List.of(new WatchStream("plain", "n2", request, 0, received, 4, "UNAVAILABLE"));
        });
        assertThat(KvWorld.rules(verdict)).containsExactly("progress below its start");
    }

    @Test
    void findsWhatIsNotResumed() {
        var verdict = judge(7, (streams, log) -> {
            var stream = plain(log, false);
            var one = new WatchStream(
                    "plain", "n1", stream.request(), 0, stream.received().subList(0, 10), 50, "UNAVAILABLE");
            var rest = new ArrayList<>(
                    stream.received().subList(12, stream.received().size()));
            rest.addFirst(stream.received().getFirst());
            var two = new WatchStream(
                    "plain",
                    "n2",
                    stream.request().toBuilder().setStartRevision(11).build(),
                    60,
                    rest,
                    stream.ended(),
                    "closed");
            return List.of(one, two);
        });
        assertThat(KvWorld.rules(verdict)).containsExactly("not resumable");
    }

    /** A stream that never had what was there for long: that the next one has it is no excuse. */
    @Test
    void findsWhatIsLateAlthoughItCameOnAnotherStream() {
        var verdict = judge(7, (streams, log) -> {
            var stream = plain(log, false);
            int some = stream.received().size() - 3;
            var stuck = changed(stream, stream.received().subList(0, some));
            var rest = new ArrayList<>(
                    stream.received().subList(some, stream.received().size()));
            rest.addFirst(stream.received().getFirst());
            var next = new WatchStream(
                    "plain",
                    "n1",
                    stream.request().toBuilder()
                            .setStartRevision(log.entries().get(some - 1).revision())
                            .build(),
                    stream.ended() + 1,
                    rest,
                    stream.ended() + 2,
                    "closed");
            return List.of(stuck, next);
        });
        assertThat(KvWorld.rules(verdict)).containsExactly("late event");
    }

    @Test
    void isUndecidedWithoutALog() {
        var evidence = KvWorld.run(Fault.NONE, 7, 50);
        assertThat(checker.check(Evidence.of(evidence.history())).validity()).isEqualTo(Validity.UNKNOWN);
    }
}
