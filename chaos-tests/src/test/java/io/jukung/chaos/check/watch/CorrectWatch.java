package io.jukung.chaos.check.watch;

import static com.google.protobuf.ByteString.copyFromUtf8;

import com.google.protobuf.ByteString;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.WatchStream;
import io.jukung.chaos.history.WatchStream.Received;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchCreateRequest.FilterType;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The watches of a store that keeps every promise. */
final class CorrectWatch {

    private static final long SECOND = 1_000_000_000L;

    private CorrectWatch() {}

    /** What a correct store sends a watcher, who reconnects now and then. */
    static List<WatchStream> streams(String watcher, EventLog log, Random random) {
        var streams = new ArrayList<WatchStream>();
        long end = log.entries().getLast().nanos() + 20 * SECOND;
        boolean prefix = random.nextBoolean();
        var request = WatchCreateRequest.newBuilder()
                .setKey(copyFromUtf8(prefix ? "k" : "k" + random.nextInt(4)))
                .setRangeEnd(prefix ? copyFromUtf8("l") : ByteString.EMPTY)
                .setPrevKv(random.nextBoolean())
                .setFragment(random.nextBoolean())
                .setProgressNotify(true)
                .setStartRevision(random.nextInt(3) * 10L);
        if (random.nextInt(3) == 0) {
            request.addFilters(random.nextBoolean() ? FilterType.NOPUT : FilterType.NODELETE);
        }
        var entries = log.entries();
        int at = 0;
        long next = request.getStartRevision();
        boolean first = true;
        while (true) {
            long begun = at == 0 ? 0 : entries.get(at - 1).nanos();
            var received = new ArrayList<Received>();
            long now = begun + 1000;
            long revision = at == 0 ? 1 : entries.get(at - 1).revision();
            received.add(new Received(now, header(revision).setCreated(true).build()));
            if (next == 0) {
                next = revision + 1;
            }
            if (first) {
                at = 0;
            }
            boolean broken = false;
            for (; at < entries.size(); at++) {
                if (random.nextInt(40) == 0 && !first) {
                    broken = true;
                    break;
                }
                first = false;
                var entry = entries.get(at);
                now = Math.max(now, entry.nanos()) + 10;
                if (entry.revision() >= next) {
                    var events = events(request.build(), entry);
                    received.addAll(responses(request.build(), entry.revision(), events, now));
                    if (random.nextInt(6) == 0) {
                        received.add(
                                new Received(now + 1, header(entry.revision()).build()));
                    }
                    next = entry.revision() + 1;
                }
            }
            streams.add(new WatchStream(
                    watcher,
                    "n" + (1 + streams.size() % 3),
                    request.build(),
                    begun,
                    received,
                    broken ? now : end,
                    broken ? "UNAVAILABLE" : "closed"));
            if (!broken) {
                return streams;
            }
            request.setStartRevision(next);
        }
    }

    static WatchResponse.Builder header(long revision) {
        return WatchResponse.newBuilder().setHeader(ResponseHeader.newBuilder().setRevision(revision));
    }

    static List<Event> events(WatchCreateRequest request, EventLog.Entry entry) {
        return entry.events().stream()
                .filter(event -> {
                    var key = event.getKv().getKey().toStringUtf8();
                    var filter = event.getType() == Event.EventType.PUT ? FilterType.NOPUT : FilterType.NODELETE;
                    return !request.getFiltersList().contains(filter)
                            && (request.getRangeEnd().isEmpty()
                                    ? key.equals(request.getKey().toStringUtf8())
                                    : key.startsWith("k"));
                })
                .map(event -> request.getPrevKv()
                        ? event
                        : event.toBuilder().clearPrevKv().build())
                .toList();
    }

    private static List<Received> responses(WatchCreateRequest request, long revision, List<Event> events, long now) {
        if (events.isEmpty()) {
            return List.of();
        }
        if (request.getFragment() && events.size() > 1) {
            return List.of(
                    new Received(
                            now,
                            header(revision)
                                    .addEvents(events.getFirst())
                                    .setFragment(true)
                                    .build()),
                    new Received(
                            now,
                            header(revision)
                                    .addAllEvents(events.subList(1, events.size()))
                                    .build()));
        }
        return List.of(new Received(now, header(revision).addAllEvents(events).build()));
    }
}
