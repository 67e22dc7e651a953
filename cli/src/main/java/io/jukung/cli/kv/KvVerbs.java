package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.rest.TablePrinter;
import io.jukung.proto.etcd.ClusterGrpc;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.MemberListRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.StatusRequest;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of {@code jukung kv}. Values are printed as they are, each on a line of its own. */
public final class KvVerbs {

    private static final long PATIENCE_SECONDS = 10;

    private KvVerbs() {}

    /** What the verbs share: one channel, and etcd's errors as one line. */
    abstract static class Verb implements Callable<Integer> {

        @Mixin
        private StoreConnection connection = new StoreConnection();

        @Override
        public Integer call() {
            var channel = connection.open();
            try {
                run(channel);
                return 0;
            } catch (StatusRuntimeException e) {
                throw told(e);
            } finally {
                channel.shutdownNow();
            }
        }

        abstract void run(ManagedChannel channel);
    }

    private static CommandFailure told(StatusRuntimeException e) {
        var status = e.getStatus();
        return new CommandFailure(
                status.getDescription() == null ? status.getCode().name() : status.getDescription(), e);
    }

    private static KVGrpc.KVBlockingStub kv(ManagedChannel channel) {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void print(KeyValue pair, boolean keysOnly, boolean valueOnly) {
        if (!valueOnly) {
            printBytes(pair.getKey());
        }
        if (!keysOnly) {
            printBytes(pair.getValue());
        }
    }

    private static void printBytes(ByteString bytes) {
        try {
            bytes.writeTo(System.out);
            System.out.println();
        } catch (IOException e) {
            throw new CommandFailure("writing: " + e.getMessage(), e);
        }
    }

    /** {@code get}. */
    @Command(name = "get", description = "Print keys and their values.")
    public static final class Get extends Verb {

        @Mixin
        private KeyRange range = new KeyRange();

        @Option(names = "--rev", paramLabel = "REVISION", description = "As of this revision; 0 for now.")
        private long revision;

        @Option(names = "--limit", paramLabel = "N", description = "At most so many keys; 0 for all.")
        private long limit;

        @Option(names = "--keys-only", description = "Without values.")
        private boolean keysOnly;

        @Option(names = "--print-value-only", description = "Without keys.")
        private boolean valueOnly;

        @Option(names = "--count-only", description = "Only how many.")
        private boolean countOnly;

        @Option(
                names = "--consistency",
                paramLabel = "l|s",
                defaultValue = "l",
                description = "l: linearizable, s: serializable, from this member alone (default: ${DEFAULT-VALUE}).")
        private String consistency = "l";

        @Override
        void run(ManagedChannel channel) {
            if (!List.of("l", "s").contains(consistency)) {
                throw new CommandFailure("--consistency=" + consistency + ": expected l or s");
            }
            var answer = kv(channel)
                    .range(RangeRequest.newBuilder()
                            .setKey(range.start())
                            .setRangeEnd(range.end())
                            .setRevision(revision)
                            .setLimit(limit)
                            .setKeysOnly(keysOnly)
                            .setCountOnly(countOnly)
                            .setSerializable(consistency.equals("s"))
                            .build());
            if (countOnly) {
                System.out.println(answer.getCount());
            }
            answer.getKvsList().forEach(pair -> print(pair, keysOnly, valueOnly));
        }
    }

    /** {@code put}. */
    @Command(name = "put", description = "Set a key; the value is read from standard input where it is not given.")
    public static final class Put extends Verb {

        @Option(
                names = "--lease",
                paramLabel = "ID",
                defaultValue = "0",
                description = "Attach the key to this lease (hexadecimal).")
        private String lease = "0";

        @Option(names = "--prev-kv", description = "Print what was there before.")
        private boolean previous;

        @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
        private String key = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "The value.")
        private @Nullable String value;

        @Override
        void run(ManagedChannel channel) {
            try {
                var bytes = value == null
                        ? ByteString.readFrom(System.in)
                        : ByteString.copyFrom(value, StandardCharsets.UTF_8);
                var answer = kv(channel)
                        .put(PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(key))
                                .setValue(bytes)
                                .setLease(Long.parseUnsignedLong(lease, 16))
                                .setPrevKv(previous)
                                .build());
                System.out.println("OK");
                if (answer.hasPrevKv()) {
                    print(answer.getPrevKv(), false, false);
                }
            } catch (NumberFormatException e) {
                throw new CommandFailure("--lease=" + lease + ": expected a hexadecimal number", e);
            } catch (IOException e) {
                throw new CommandFailure("reading the value: " + e.getMessage(), e);
            }
        }
    }

    /** {@code del}. */
    @Command(name = "del", description = "Delete keys and print how many.")
    public static final class Del extends Verb {

        @Mixin
        private KeyRange range = new KeyRange();

        @Option(names = "--prev-kv", description = "Print what was deleted.")
        private boolean previous;

        @Override
        void run(ManagedChannel channel) {
            var answer = kv(channel)
                    .deleteRange(DeleteRangeRequest.newBuilder()
                            .setKey(range.start())
                            .setRangeEnd(range.end())
                            .setPrevKv(previous)
                            .build());
            System.out.println(answer.getDeleted());
            answer.getPrevKvsList().forEach(pair -> print(pair, false, false));
        }
    }

    /** {@code watch}. */
    @Command(name = "watch", description = "Print changes of keys as they happen, until interrupted.")
    public static final class Watch extends Verb {

        @Mixin
        private KeyRange range = new KeyRange();

        @Option(names = "--rev", paramLabel = "REVISION", description = "From this revision on; 0 for from now.")
        private long revision;

        @Option(names = "--prev-kv", description = "Print what was there before each change.")
        private boolean previous;

        @Override
        void run(ManagedChannel channel) {
            var ended = new CompletableFuture<Void>();
            var requests = WatchGrpc.newStub(channel).watch(new StreamObserver<WatchResponse>() {
                @Override
                public void onNext(WatchResponse response) {
                    response.getEventsList().forEach(Watch.this::show);
                    if (response.getCanceled()) {
                        ended.completeExceptionally(new CommandFailure("watch was canceled ("
                                + (response.getCompactRevision() > 0
                                        ? "etcdserver: mvcc: required revision has been compacted"
                                        : response.getCancelReason())
                                + ")"));
                    }
                }

                @Override
                public void onError(Throwable failure) {
                    ended.completeExceptionally(failure);
                }

                @Override
                public void onCompleted() {
                    ended.complete(null);
                }
            });
            requests.onNext(WatchRequest.newBuilder()
                    .setCreateRequest(WatchCreateRequest.newBuilder()
                            .setKey(range.start())
                            .setRangeEnd(range.end())
                            .setStartRevision(revision)
                            .setPrevKv(previous)
                            .build())
                    .build());
            try {
                ended.join();
            } catch (CompletionException e) {
                switch (e.getCause()) {
                    case CommandFailure failure -> throw failure;
                    case StatusRuntimeException failure -> throw told(failure);
                    case null, default -> throw e;
                }
            }
        }

        private void show(Event event) {
            System.out.println(event.getType());
            if (previous && event.hasPrevKv()) {
                print(event.getPrevKv(), false, false);
            }
            print(event.getKv(), false, false);
        }
    }

    /** {@code compaction}. */
    @Command(name = "compaction", description = "Forget the history before a revision.")
    public static final class Compaction extends Verb {

        @Option(names = "--physical", description = "Return when the space is given back on the member asked.")
        private boolean physical;

        @Parameters(paramLabel = "REVISION", description = "The oldest revision that stays readable.")
        private long revision;

        @Override
        void run(ManagedChannel channel) {
            kv(channel)
                    .compact(CompactionRequest.newBuilder()
                            .setRevision(revision)
                            .setPhysical(physical)
                            .build());
            System.out.println("compacted revision " + revision);
        }
    }

    /** {@code endpoint} and its verbs. */
    @Command(
            name = "endpoint",
            description = "The members' addresses.",
            subcommands = {EndpointStatus.class})
    public static final class Endpoint {}

    /** {@code endpoint status}. */
    @Command(name = "status", description = "How each member is, asked itself.")
    public static final class EndpointStatus implements Callable<Integer> {

        @Mixin
        private StoreConnection connection = new StoreConnection();

        @Override
        public Integer call() {
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("ENDPOINT", "ID", "VERSION", "DB SIZE", "LEADER", "TERM", "INDEX", "APPLIED", "ERRORS"));
            int failed = 0;
            for (var endpoint : connection.all()) {
                var channel = endpoint.open();
                try {
                    var status = MaintenanceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .status(StatusRequest.getDefaultInstance());
                    long member = status.getHeader().getMemberId();
                    rows.add(List.of(
                            endpoint.name(),
                            Long.toHexString(member),
                            status.getVersion(),
                            Long.toString(status.getDbSize()),
                            Boolean.toString(status.getLeader() == member),
                            Long.toString(status.getRaftTerm()),
                            Long.toString(status.getRaftIndex()),
                            Long.toString(status.getRaftAppliedIndex()),
                            String.join("; ", status.getErrorsList())));
                } catch (StatusRuntimeException e) {
                    failed++;
                    System.err.println(endpoint.name() + ": " + told(e).getMessage());
                } finally {
                    channel.shutdownNow();
                }
            }
            TablePrinter.align(rows).forEach(System.out::println);
            return failed == 0 ? 0 : 1;
        }
    }

    /** {@code member} and its verbs. */
    @Command(
            name = "member",
            description = "The members of the store.",
            subcommands = {MemberList.class})
    public static final class Member {}

    /** {@code member list}. */
    @Command(name = "list", description = "The members of the store.")
    public static final class MemberList extends Verb {

        @Override
        void run(ManagedChannel channel) {
            var answer = ClusterGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .memberList(
                            MemberListRequest.newBuilder().setLinearizable(true).build());
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("ID", "NAME", "PEER URLS", "CLIENT URLS", "LEARNER"));
            for (var member : answer.getMembersList()) {
                rows.add(List.of(
                        Long.toHexString(member.getID()),
                        member.getName(),
                        String.join(",", member.getPeerURLsList()),
                        String.join(",", member.getClientURLsList()),
                        Boolean.toString(member.getIsLearner())));
            }
            TablePrinter.align(rows).forEach(System.out::println);
        }
    }
}
