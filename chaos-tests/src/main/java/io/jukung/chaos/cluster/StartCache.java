package io.jukung.chaos.cluster;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.HashKVRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The JVM's AOT cache of what a member loads and links, which halves the processor time of a start (measured: 2.3 and 1.2 s):
 * a run starts members again and again. It is made once for a build of the program, by a member that starts, answers a few
 * requests and stops; about ten seconds.
 */
final class StartCache {

    private static final int SERVE_SECONDS = 90;
    private static final int END_SECONDS = 120;
    private static final int ANSWER_SECONDS = 20;

    private StartCache() {}

    /**
     * The JVM's flags for using it. Makes it where there is none of this build; where that fails, says so on the error output
     * and goes without one until the next start.
     *
     * @param program the folder of the built program
     * @param built a file of the program that is as old as the build
     * @param java the command of a JVM with the program's flags and class path, up to its main class
     */
    static synchronized List<String> flags(Path program, Path built, List<String> java)
            throws IOException, InterruptedException {
        var cache = program.resolve("member.aot");
        if (!isOf(built, cache)) {
            // Other harnesses may be about to make it, too.
            try (var channel = FileChannel.open(
                            program.resolve("member.aot.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (lock.isValid() && !isOf(built, cache)) {
                    make(program, cache, java);
                }
            } catch (IOException | StatusRuntimeException e) {
                System.err.println("members start slowly, as no AOT cache could be made: " + e.getMessage());
                return List.of();
            }
        }
        return List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off");
    }

    private static boolean isOf(Path built, Path cache) throws IOException {
        return Files.exists(cache) && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(built)) > 0;
    }

    private static void make(Path program, Path cache, List<String> java) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory(program, "member.aot.");
        var made = folder.resolve("cache");
        var log = folder.resolve("log").toFile();
        try {
            int port = LocalControlPlane.freePorts(new SecureRandom(), 2);
            var address = new Cluster.Address("127.0.0.1", port);
            var client = "http://" + address.host() + ":" + address.port();
            var peer = "http://127.0.0.1:" + (port + 1);
            var command = new ArrayList<>(java);
            // Before the class path and the main class.
            command.add(1, "-XX:AOTCacheOutput=" + made);
            command.addAll(List.of(
                    "store",
                    "--name=first",
                    "--data-dir=" + folder.resolve("data"),
                    "--listen-client-urls=" + client,
                    "--advertise-client-urls=" + client,
                    "--listen-peer-urls=" + peer,
                    "--initial-advertise-peer-urls=" + peer,
                    "--initial-cluster=first=" + peer));
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            try {
                Serving.await("first", address, SERVE_SECONDS);
                use(address);
                process.destroy();
                if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS) || !Files.exists(made)) {
                    throw new IOException("the JVM has not written " + made + " within " + END_SECONDS + " s");
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            Files.move(made, cache, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Volume.delete(folder);
        }
    }

    /** What clients mostly ask for. */
    private static void use(Cluster.Address address) throws InterruptedException {
        ManagedChannel channel = Grpc.newChannelBuilderForAddress(
                        address.host(), address.port(), InsecureChannelCredentials.create())
                .build();
        try {
            var kv = KVGrpc.newBlockingStub(channel).withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS);
            var key = ByteString.copyFromUtf8("key");
            var put = PutRequest.newBuilder().setKey(key).setValue(key).build();
            var revision = kv.put(put).getHeader().getRevision();
            var txn = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestPut(put));
            kv.txn(txn.build());
            kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(key).build());
            kv.compact(CompactionRequest.newBuilder().setRevision(revision).build());
            LeaseGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(60).build());
            MaintenanceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .hashKV(HashKVRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow().awaitTermination(ANSWER_SECONDS, TimeUnit.SECONDS);
        }
    }
}
