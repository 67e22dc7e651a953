package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** {@code make-mirror}: copies keys to another store, and from then on each change. */
final class MirrorVerb {

    private static final int PAGE_KEYS = 1_000;
    /** etcd's limit on a transaction. */
    private static final int MOST_OPERATIONS = 128;

    private static final long REPORT_MILLIS = 30_000;

    static final Verb MIRROR = new Verb(
            "make-mirror",
            "HOST:PORT",
            "Copy keys to another store and follow their changes, until interrupted.",
            List.of(
                    Flag.text("dest-cacert", "", "CA certificates that the other store's is checked with"),
                    Flag.text("dest-cert", "", "this client's certificate for the other store"),
                    new Flag("dest-insecure-transport", ' ', Flag.Kind.SWITCH, "true", "false: TLS to the other store"),
                    Flag.text("dest-key", "", "this client's private key for the other store"),
                    Flag.text("dest-password", "", "the password for the other store"),
                    Flag.text("dest-prefix", "", "what --prefix becomes there"),
                    Flag.text("dest-user", "", "NAME or NAME:PASSWORD for the other store"),
                    Flag.toggle("no-dest-prefix", "copy the keys without their prefix"),
                    Flag.text("prefix", "", "only keys that begin with this")),
            MirrorVerb::mirror);

    private MirrorVerb() {}

    private static void mirror(Invocation run) {
        run.require(run.words().size() == 1, "make-mirror takes one destination argument");
        var arguments = run.arguments();
        var given = arguments.text("dest-prefix");
        boolean bare = arguments.on("no-dest-prefix");
        run.require(
                given.isEmpty() || !bare,
                "`--dest-prefix` and `--no-dest-prefix` cannot be set at the same time, choose one");
        var prefix = ByteString.copyFromUtf8(arguments.text("prefix"));
        var there = bare ? ByteString.EMPTY : given.isEmpty() ? prefix : ByteString.copyFromUtf8(given);
        var endpoints = new Endpoints(
                List.of(run.word(0)),
                !arguments.on("dest-insecure-transport"),
                Endpoints.file(arguments.text("dest-cacert")),
                Endpoints.file(arguments.text("dest-cert")),
                Endpoints.file(arguments.text("dest-key")),
                !arguments.on("insecure-skip-tls-verify"),
                Optional.empty());
        var credentials = Credentials.of(run, "dest-user", "dest-password");
        var copied = new AtomicLong();
        try (var target = StoreConnection.open(endpoints, credentials, arguments)) {
            var copy = new Copy(run.store(), target, prefix, there, copied);
            long revision = copy.everything();
            Thread.ofVirtual().start(() -> report(run, copied));
            copy.changesFrom(revision + 1);
        }
    }

    private static void report(Invocation run, AtomicLong copied) {
        while (true) {
            try {
                Thread.sleep(REPORT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            run.printer().say(Long.toString(copied.get()));
        }
    }

    private record Copy(
            StoreConnection source, StoreConnection target, ByteString prefix, ByteString there, AtomicLong copied) {

        private ByteString renamed(ByteString key) {
            return there.concat(key.substring(prefix.size()));
        }

        /** As of one revision, which it returns. */
        long everything() {
            var range = KeyRange.ofPrefix(prefix);
            var from = range.start();
            long revision = 0;
            while (true) {
                var request = RangeRequest.newBuilder()
                        .setKey(from)
                        .setRangeEnd(range.end())
                        .setRevision(revision)
                        .setLimit(PAGE_KEYS)
                        .build();
                var page =
                        source.call(channel -> KVGrpc.newBlockingStub(channel).range(request));
                revision = revision == 0 ? page.getHeader().getRevision() : revision;
                for (var pair : page.getKvsList()) {
                    target.call(channel -> KVGrpc.newBlockingStub(channel).put(put(pair.getKey(), pair.getValue())));
                    copied.incrementAndGet();
                }
                if (!page.getMore()) {
                    return revision;
                }
                from = page.getKvs(page.getKvsCount() - 1).getKey().concat(KeyRange.ZERO);
            }
        }

        /** What happened at one revision happens at one revision there, as far as a transaction's limit permits. */
        void changesFrom(long revision) {
            var range = KeyRange.ofPrefix(prefix);
            var request = WatchCreateRequest.newBuilder()
                    .setKey(range.start())
                    .setRangeEnd(range.end())
                    .setStartRevision(revision)
                    .build();
            new Watching(source, request, response -> {
                        if (response.getCanceled()) {
                            throw new KvFailure(Exit.ERROR, "etcdserver: mvcc: required revision has been compacted");
                        }
                        apply(response.getEventsList());
                        return true;
                    })
                    .follow();
        }

        private void apply(List<Event> events) {
            var operations = new ArrayList<RequestOp>();
            long revision = 0;
            for (var event : events) {
                if (event.getKv().getModRevision() != revision || operations.size() == MOST_OPERATIONS) {
                    commit(operations);
                    revision = event.getKv().getModRevision();
                }
                operations.add(operation(event));
            }
            commit(operations);
        }

        private RequestOp operation(Event event) {
            var key = event.getKv().getKey();
            return event.getType() == Event.EventType.DELETE
                    ? RequestOp.newBuilder()
                            .setRequestDeleteRange(
                                    DeleteRangeRequest.newBuilder().setKey(renamed(key)))
                            .build()
                    : RequestOp.newBuilder()
                            .setRequestPut(put(key, event.getKv().getValue()))
                            .build();
        }

        private PutRequest put(ByteString key, ByteString value) {
            return PutRequest.newBuilder().setKey(renamed(key)).setValue(value).build();
        }

        private void commit(List<RequestOp> operations) {
            if (!operations.isEmpty()) {
                var request = TxnRequest.newBuilder().addAllSuccess(operations).build();
                target.call(channel -> KVGrpc.newBlockingStub(channel).txn(request));
                copied.addAndGet(operations.size());
                operations.clear();
            }
        }
    }
}
