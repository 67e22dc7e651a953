package io.jukung.store.server;

import io.jukung.platform.Clock;
import io.jukung.store.auth.Requester;
import io.jukung.store.credentials.SimpleTokens;
import io.jukung.store.member.MemberState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says which user a caller is. */
public final class Identities {

    /** A token may be some logins ahead of this member, not the number that somebody made up. */
    private static final long MAX_AHEAD = 10_000;

    private static final long MAX_WAIT_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long LOOK_MILLIS = 10;

    private static final CompletableFuture<Requester> MEMBER = CompletableFuture.completedFuture(Requester.MEMBER);
    private static final CompletableFuture<Requester> ANONYMOUS =
            CompletableFuture.completedFuture(Requester.ANONYMOUS);

    private final MemberState state;
    private final TokenKeeper tokens;
    private final Clock clock;
    private final ScheduledExecutorService timer;

    public Identities(MemberState state, TokenKeeper tokens, Clock clock, ScheduledExecutorService timer) {
        this.state = state;
        this.tokens = tokens;
        this.clock = clock;
        this.timer = timer;
    }

    /** Who a caller is; at once, unless its token was issued by a login that this member has not applied yet. */
    CompletableFuture<Requester> of(Caller caller) {
        if (caller.trusted()) {
            return MEMBER;
        }
        var auth = state.peek().auth();
        if (!auth.enabled()) {
            return ANONYMOUS;
        }
        var token = caller.token();
        if (token != null) {
            var result = new CompletableFuture<Requester>();
            resolve(token, clock.nanoTime(), result);
            return result;
        }
        var name = caller.commonName();
        return name == null ? ANONYMOUS : CompletableFuture.completedFuture(new Requester.User(name, auth.revision()));
    }

    private void resolve(String token, long since, CompletableFuture<Requester> result) {
        // Asked first: the login may be applied right after the look among the tokens.
        boolean ahead = isAhead(token);
        var user = tokens.user(token, state.peek().auth(), clock);
        if (user.isPresent()) {
            result.complete(user.get());
        } else if (ahead && clock.nanoTime() - since < MAX_WAIT_NANOS) {
            // Not among those that wait for the index: nobody says that it will ever come.
            timer.schedule(() -> resolve(token, since, result), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            result.completeExceptionally(EtcdError.INVALID_AUTH_TOKEN.asException());
        }
    }

    private boolean isAhead(String token) {
        var issued = SimpleTokens.indexOf(token);
        if (issued.isEmpty()) {
            return false;
        }
        long ahead = issued.getAsLong() - state.progress().get();
        return ahead > 0 && ahead <= MAX_AHEAD;
    }
}
