package io.jukung.benchmarks.load;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.KVGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What API servers do to their store: objects are created, updated and deleted by transactions that compare the revision
 * the writer knows and read the object where that is not so; single objects are read; prefixes are listed page by page at
 * one revision; and watches on the prefixes see all of it. Each client has objects of its own: no transaction fails.
 */
final class KubernetesMix implements Turn {

    /** So that 100,000 keys make 10,000 objects. */
    private static final int KEYS_PER_OBJECT = 10;

    private static final int WATCHES_PER_PREFIX = 3;
    private static final int PATIENCE_SECONDS = 30;
    private static final ByteString ALL = ByteString.copyFromUtf8("/registry/");
    private static final ByteString ALL_END = ByteString.copyFromUtf8("/registry0");

    private final List<Watches> watches = new ArrayList<>();
    private final ClosedLoop loop;

    private KubernetesMix(ClosedLoop loop) {
        this.loop = loop;
    }

    /** Deletes what an earlier turn left, creates most of the objects, opens the watches, and starts. */
    static KubernetesMix start(Load load, Target target) throws InterruptedException {
        clear(target);
        List<KubernetesClient> clients = new ArrayList<>();
        var pipeline = new Pipeline(load.clients());
        for (int i = 0; i < load.clients(); i++) {
            var kv = KVGrpc.newFutureStub(target.channel(i));
            var client = new KubernetesClient(
                    kv, load.keyspace(), i, Math.max(2, load.keyspace().keys() / KEYS_PER_OBJECT / load.clients()));
            clients.add(client);
            for (int object = 0; object < client.objects() * KubernetesClient.PRESENT; object++) {
                int created = object;
                pipeline.send(() -> client.create(created));
            }
        }
        pipeline.await();
        var mix = new KubernetesMix(ClosedLoop.start(load.clients(), clients::get));
        try {
            mix.watch(target);
        } catch (InterruptedException | RuntimeException e) {
            mix.close();
            throw e;
        }
        return mix;
    }

    private static void clear(Target target) throws InterruptedException {
        try {
            KVGrpc.newFutureStub(target.channel(0))
                    .deleteRange(DeleteRangeRequest.newBuilder()
                            .setKey(ALL)
                            .setRangeEnd(ALL_END)
                            .build())
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("objects of an earlier turn could not be deleted", e);
        }
    }

    private void watch(Target target) throws InterruptedException {
        for (var prefix : KubernetesClient.PREFIXES) {
            watches.add(Watches.open(
                    target,
                    WATCHES_PER_PREFIX,
                    1,
                    prefix,
                    KubernetesClient.end(prefix),
                    true,
                    loop.meter()::watched,
                    loop.meter()));
        }
    }

    @Override
    public Meter meter() {
        return loop.meter();
    }

    @Override
    public void close() {
        watches.forEach(Watches::close);
        loop.close();
    }
}
