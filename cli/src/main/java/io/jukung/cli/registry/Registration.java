package io.jukung.cli.registry;

import io.grpc.StatusRuntimeException;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.kv.StoreConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers a member and waits for the others, as etcd's v3discovery does: what fails is tried again after 2, 4, … 256 s, as
 * often as etcd does; there is no limit to how long the others may take.
 */
public final class Registration {

    private static final Logger log = LoggerFactory.getLogger(Registration.class);
    private static final long MOST_RETRIES = 0xFFFF_FFFFL;
    private static final int MOST_DOUBLINGS = 8;

    private final String token;
    private final long memberId;
    private final String self;
    private final StoreConnection connection;
    private final RegistryStore store;
    private long retries;

    /** What the registry holds, and its store's revision when it did. */
    private record Seen(Registry registry, long revision) {}

    /**
     * Not begun yet.
     *
     * @param memberId this member's, as the token and its peer URLs make it
     * @param self {@code NAME=URL,…}
     * @param connection to the store of the registry; the caller closes it
     * @param patience for one request
     */
    public Registration(String token, long memberId, String self, StoreConnection connection, Duration patience) {
        this.token = token;
        this.memberId = memberId;
        this.self = self;
        this.connection = connection;
        this.store = new RegistryStore(connection, patience);
    }

    /**
     * Returns once all members have registered: their peer URLs by name.
     *
     * @throws CommandFailure with etcd's words if the cluster is full, has no size, or cannot be
     */
    public Map<String, List<URI>> join() throws InterruptedException {
        logIn();
        see();
        var key = Registry.memberKey(token, memberId);
        persist("register member itself", () -> {
            store.put(key, self);
            return key;
        });
        log.info("registered as {} in the discovery service", key);
        var seen = see();
        while (!seen.registry().isComplete()) {
            seen = awaitOthers(seen);
        }
        return seen.registry().members();
    }

    /** A user that is refused stays so. */
    private void logIn() {
        try {
            connection.channel();
        } catch (StatusRuntimeException e) {
            throw new CommandFailure("failed to join discovery cluster (" + reason(e) + ")", e);
        }
    }

    /** What is there now. */
    private Seen see() throws InterruptedException {
        var seen = persist("cluster status check", () -> {
            var registry = Registry.empty(token, store.value(Registry.sizeKey(token)));
            var members = store.under(Registry.membersPrefix(token));
            for (var entry : members.entries()) {
                registry = grown(registry, entry);
            }
            return new Seen(registry, members.revision());
        });
        seen.registry().checkPlaceFor(memberId);
        return seen;
    }

    private static Registry grown(Registry registry, Registry.Entry entry) {
        registry.objection(entry)
                .ifPresentOrElse(
                        objection -> log.warn("{}: {}=\"{}\"", objection, entry.key(), entry.value()),
                        () -> log.info("found peer from discovery service: {}", entry.value()));
        return registry.with(entry);
    }

    private Seen awaitOthers(Seen before) throws InterruptedException {
        log.info(
                "waiting for peers from discovery service: {} of {} have registered",
                before.registry().entries().size(),
                before.registry().size());
        var grown = new Registry[] {before.registry()};
        try {
            store.watch(Registry.membersPrefix(token), before.revision() + 1, entry -> {
                grown[0] = grown(grown[0], entry);
                return grown[0].isComplete();
            });
            return new Seen(grown[0], before.revision());
        } catch (StatusRuntimeException e) {
            pause("wait for peers", e);
            return see();
        }
    }

    private <T> T persist(String step, Supplier<T> request) throws InterruptedException {
        while (true) {
            try {
                var result = request.get();
                retries = 0;
                return result;
            } catch (StatusRuntimeException e) {
                pause(step, e);
            }
        }
    }

    private void pause(String step, StatusRuntimeException failure) throws InterruptedException {
        // Then the next attempt logs in again.
        boolean forgotten = connection.forgets(failure);
        if (retries++ >= MOST_RETRIES) {
            throw Registry.failed("too many retries", reason(failure));
        }
        var pause = pause(retries);
        log.warn(
                "retry connecting to discovery service in {} s: {}: {}{}",
                pause.toSeconds(),
                step,
                reason(failure),
                forgotten ? ", logging in again" : "");
        TimeUnit.SECONDS.sleep(pause.toSeconds());
    }

    /** Before the n-th retry. */
    static Duration pause(long retry) {
        return Duration.ofSeconds(1L << Math.min(retry, MOST_DOUBLINGS));
    }

    private static String reason(StatusRuntimeException failure) {
        var description = failure.getStatus().getDescription();
        return description == null ? failure.getStatus().getCode().toString() : description;
    }
}
