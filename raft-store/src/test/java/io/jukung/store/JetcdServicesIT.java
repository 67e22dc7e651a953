package io.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Election;
import io.etcd.jetcd.auth.Permission;
import io.etcd.jetcd.cluster.Member;
import io.etcd.jetcd.election.LeaderResponse;
import io.etcd.jetcd.options.CompactOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.support.Observers;
import io.etcd.jetcd.watch.WatchResponse;
import io.jukung.testing.Needs;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each of jetcd's services: what comes of each step is the same with a real etcd and with us. */
@Needs(tools = {"etcd", "etcdctl"})
class JetcdServicesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The steps with one server, and what came of each. */
    private static final class Tour implements AutoCloseable {
        private final String endpoint;
        private final Client client;
        private final List<String> said = new ArrayList<>();

        Tour(String endpoint) {
            this.endpoint = "http://" + endpoint;
            client = Client.builder().endpoints(this.endpoint).build();
        }

        private void step(String name, Callable<Object> action) throws Exception {
            try {
                said.add(name + ": " + action.call());
            } catch (ExecutionException e) {
                said.add(name + ": " + e.getCause().getMessage());
            }
        }

        private static void awaitSize(Collection<?> seen, int count) {
            await().atMost(PATIENCE).until(() -> seen.size() >= count);
        }

        List<String> run() throws Exception {
            keys();
            watches();
            leases();
            locks();
            elections();
            members();
            maintenance();
            users();
            return said;
        }

        private void keys() throws Exception {
            var kv = client.getKVClient();
            for (int i = 0; i < 5; i++) {
                kv.put(bytes("k" + i), bytes("v" + i)).get();
            }
            step(
                    "sorted and cut",
                    () -> kv
                            .get(
                                    bytes("k"),
                                    GetOption.builder()
                                            .isPrefix(true)
                                            .withLimit(2)
                                            .withSortField(GetOption.SortTarget.MOD)
                                            .withSortOrder(GetOption.SortOrder.DESCEND)
                                            .build())
                            .get()
                            .getKvs()
                            .stream()
                            .map(found -> text(found.getKey()))
                            .toList());
            step(
                    "counted",
                    () -> kv.get(
                                    bytes("k"),
                                    GetOption.builder()
                                            .isPrefix(true)
                                            .withCountOnly(true)
                                            .build())
                            .get()
                            .getCount());
            step(
                    "compacted",
                    () -> kv.compact(
                                    3,
                                    CompactOption.builder()
                                            .withCompactPhysical(true)
                                            .build())
                            .get()
                            .getHeader()
                            .getRevision());
            step(
                    "an old revision",
                    () -> kv.get(
                                    bytes("k0"),
                                    GetOption.builder().withRevision(2).build())
                            .get());
            step("an empty key", () -> kv.put(ByteSequence.EMPTY, bytes("x")).get());
        }

        private void watches() throws Exception {
            var failures = new CopyOnWriteArrayList<String>();
            var compacted = client.getWatchClient()
                    .watch(
                            bytes("k0"),
                            WatchOption.builder().withRevision(1).build(),
                            response -> {},
                            failure -> failures.add(failure.getMessage()));
            try {
                step("a watch of the compacted past", () -> {
                    awaitSize(failures, 1);
                    return failures;
                });
            } finally {
                compacted.close();
            }
            var created = new CopyOnWriteArrayList<WatchResponse>();
            var events = new CopyOnWriteArrayList<String>();
            var watcher = client.getWatchClient()
                    .watch(
                            bytes("w"),
                            WatchOption.builder()
                                    .isPrefix(true)
                                    .withNoDelete(true)
                                    .withCreateNotify(true)
                                    .build(),
                            response -> {
                                if (response.isCreatedNotify()) {
                                    created.add(response);
                                }
                                response.getEvents()
                                        .forEach(event -> events.add(event.getEventType() + " "
                                                + text(event.getKeyValue().getKey())));
                            });
            try {
                // jetcd returns before the server has the watch: a write could come before it.
                awaitSize(created, 1);
                client.getKVClient().put(bytes("w1"), bytes("x")).get();
                client.getKVClient().delete(bytes("w1")).get();
                client.getKVClient().put(bytes("w2"), bytes("x")).get();
                step("a watch without deletes", () -> {
                    awaitSize(events, 2);
                    return events;
                });
            } finally {
                watcher.close();
            }
        }

        private void leases() throws Exception {
            var leases = client.getLeaseClient();
            // Not shorter: a busy machine may stop for two seconds before the first renewal.
            long lease = leases.grant(6).get().getID();
            client.getKVClient()
                    .put(
                            bytes("leased"),
                            bytes("x"),
                            PutOption.builder().withLeaseId(lease).build())
                    .get();
            var renewals = new AtomicInteger();
            var kept = leases.keepAlive(lease, Observers.observer(renewal -> renewals.incrementAndGet()));
            try {
                step("kept alive", () -> {
                    await().atMost(PATIENCE).until(() -> renewals.get() >= 4);
                    return leases.timeToLive(
                                    lease,
                                    LeaseOption.builder().withAttachedKeys().build())
                            .get()
                            .getKeys()
                            .size();
                });
            } finally {
                kept.close();
            }
            step("revoked", () -> {
                leases.revoke(lease).get();
                return client.getKVClient().get(bytes("leased")).get().getCount();
            });
            step("revoked again", () -> leases.revoke(lease).get());
            step(
                    "time to live of none",
                    () -> leases.timeToLive(lease, LeaseOption.DEFAULT).get().getTTL());
        }

        private long lease() throws Exception {
            return client.getLeaseClient().grant(60).get().getID();
        }

        private void locks() throws Exception {
            var locks = client.getLockClient();
            long first = lease();
            long second = lease();
            var key = locks.lock(bytes("mutex"), first).get().getKey();
            step("the lock's key", () -> text(key).replace(Long.toHexString(first), "LEASE"));
            var waiting = locks.lock(bytes("mutex"), second);
            step("held by another", waiting::isDone);
            locks.unlock(key).get();
            step(
                    "had after the other",
                    () -> text(waiting.get(20, TimeUnit.SECONDS).getKey()).replace(Long.toHexString(second), "LEASE"));
            step(
                    "with a lease that is none",
                    () -> locks.lock(bytes("mutex"), 4711).get());
            client.getLeaseClient().revoke(second).get();
        }

        private void elections() throws Exception {
            var elections = client.getElectionClient();
            var name = bytes("office");
            step("nobody is elected", () -> elections.leader(name).get());
            var seen = new CopyOnWriteArrayList<String>();
            var leader = elections.campaign(name, lease(), bytes("first")).get().getLeader();
            elections.observe(name, new Election.Listener() {
                @Override
                public void onNext(LeaderResponse response) {
                    seen.add(text(response.getKv().getValue()));
                }

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onCompleted() {}
            });
            awaitSize(seen, 1);
            elections.proclaim(leader, bytes("first, anew")).get();
            awaitSize(seen, 2);
            var second = elections.campaign(name, lease(), bytes("second"));
            elections.resign(leader).get();
            second.get(20, TimeUnit.SECONDS);
            step("leaders in turn", () -> {
                awaitSize(seen, 3);
                return seen;
            });
            step(
                    "proclaimed by one that resigned",
                    () -> elections.proclaim(leader, bytes("late")).get());
        }

        private void members() throws Exception {
            var cluster = client.getClusterClient();
            var absent = List.of(URI.create("http://127.0.0.1:1"));
            step("members", () -> names(cluster.listMember().get().getMembers()));
            var added = cluster.addMember(absent, true).get().getMember();
            step("a learner is added", () -> names(cluster.listMember().get().getMembers()));
            step(
                    "promoted too early",
                    () -> cluster.promoteMember(added.getId()).get());
            step(
                    "another address",
                    () -> cluster.updateMember(added.getId(), List.of(URI.create("http://127.0.0.1:2")))
                            .get()
                            .getMembers()
                            .size());
            step(
                    "removed",
                    () -> cluster.removeMember(added.getId()).get().getMembers().size());
            step("removed again", () -> cluster.removeMember(added.getId()).get());
        }

        private static List<String> names(List<Member> members) {
            return members.stream()
                    .map(member -> member.getName() + (member.isLearner() ? " learner" : ""))
                    .sorted()
                    .toList();
        }

        private void maintenance() throws Exception {
            var maintenance = client.getMaintenanceClient();
            step("alarms", () -> maintenance.listAlarms().get().getAlarms());
            step("defragmented", () -> maintenance.defragmentMember(endpoint).get() != null);
            step("status", () -> {
                var status = maintenance.statusMember(endpoint).get();
                return status.isLearner() + " "
                        + (status.getLeader() == status.getHeader().getMemberId());
            });
            step("hash", () -> maintenance.hashKV(endpoint, 4).get().getHash());
            step("hash of the future", () -> maintenance.hashKV(endpoint, 4711).get());
            step(
                    "snapshot",
                    () -> maintenance.snapshot(OutputStream.nullOutputStream()).get() % 512);
            step("leadership to nobody", () -> maintenance.moveLeader(4711).get());
        }

        private void users() throws Exception {
            var auth = client.getAuthClient();
            step("enabled without root", () -> auth.authEnable().get());
            auth.userAdd(bytes("root"), bytes("pw")).get();
            auth.roleAdd(bytes("root")).get();
            auth.userGrantRole(bytes("root"), bytes("root")).get();
            auth.userAdd(bytes("alice"), bytes("pw")).get();
            auth.roleAdd(bytes("reader")).get();
            auth.roleGrantPermission(bytes("reader"), bytes("k"), bytes("l"), Permission.Type.READ)
                    .get();
            auth.userGrantRole(bytes("alice"), bytes("reader")).get();
            step("users", () -> auth.userList().get().getUsers());
            step("roles", () -> auth.roleList().get().getRoles());
            step("roles of one", () -> auth.userGet(bytes("alice")).get().getRoles());
            step(
                    "permissions",
                    () -> auth.roleGet(bytes("reader")).get().getPermissions().stream()
                            .map(granted -> granted.getPermType() + " " + text(granted.getKey()))
                            .toList());
            step(
                    "there already",
                    () -> auth.userAdd(bytes("alice"), bytes("pw")).get());
            auth.userChangePassword(bytes("alice"), bytes("new")).get();
            auth.authEnable().get();
            try (var alice = as("alice", "new");
                    var root = as("root", "pw")) {
                step(
                        "reads",
                        () -> text(alice.getKVClient()
                                .get(bytes("k1"))
                                .get()
                                .getKvs()
                                .getFirst()
                                .getValue()));
                step(
                        "may not write",
                        () -> alice.getKVClient().put(bytes("k1"), bytes("x")).get());
                step(
                        "is no administrator",
                        () -> alice.getAuthClient().userList().get());
                var admin = root.getAuthClient();
                step("takes the permission back", () -> {
                    admin.roleRevokePermission(bytes("reader"), bytes("k"), bytes("l"))
                            .get();
                    return admin.roleGet(bytes("reader")).get().getPermissions();
                });
                step("may not read", () -> alice.getKVClient().get(bytes("k1")).get());
                step("takes role and user away", () -> {
                    admin.userRevokeRole(bytes("alice"), bytes("reader")).get();
                    admin.roleDelete(bytes("reader")).get();
                    admin.userDelete(bytes("alice")).get();
                    return admin.userList().get().getUsers() + " "
                            + admin.roleList().get().getRoles();
                });
                step("root stays", () -> admin.userDelete(bytes("root")).get());
                admin.authDisable().get();
            }
            step(
                    "without a name",
                    () -> text(client.getKVClient()
                            .get(bytes("k1"))
                            .get()
                            .getKvs()
                            .getFirst()
                            .getValue()));
        }

        private Client as(String user, String password) {
            return Client.builder()
                    .endpoints(endpoint)
                    .user(bytes(user))
                    .password(bytes(password))
                    .build();
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }

    private static String text(ByteSequence bytes) {
        return bytes.toString(UTF_8);
    }

    private static List<String> tour(String endpoint) {
        var tour = new Tour(endpoint);
        try (tour) {
            return tour.run();
        } catch (Exception e) {
            // The cause in the text: of a run in CI that is all one sees.
            throw new AssertionError("with %s after %s: %s".formatted(endpoint, tour.said, e), e);
        }
    }

    @Test
    void eachServiceAnswersAsEtcd(@TempDir Path directory) throws Exception {
        try (var etcd = RealEtcd.start(directory.resolve("etcd"));
                var cluster = TestCluster.start(directory, 1);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var theirs = CompletableFuture.supplyAsync(() -> tour(etcd.endpoint()), threads);
            var ours = tour(cluster.endpoint("m1"));
            assertThat(ours).containsExactlyElementsOf(theirs.join());
        }
    }
}
