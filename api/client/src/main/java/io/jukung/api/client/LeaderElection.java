package io.jukung.api.client;

import io.jukung.platform.Clock;
import io.jukung.platform.LoopThread;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for an election for as long as it is open, and says when it leads. Leadership is held from the sending of a
 * renewal that was answered, never from the answer's arrival, and given up when a tenth of its time is left, so two
 * leaders never act at once while clocks run at about one speed. The fence is for when they do not (a paused process):
 * the store refuses the writes of an outdated one.
 */
public final class LeaderElection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
    /** Renewals in one validity. */
    private static final int RENEWALS = 4;

    private final ApiClient client;
    private final String election;
    private final String identity;
    private final Clock clock;
    private final Listener listener;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Term term;

    /** Hears of leadership, on the election's thread: what takes long must be started elsewhere. */
    public interface Listener {

        /** This process leads: every write of the group carries {@code fence}. */
        void onStarted(WriteOptions.Fence fence);

        /** It leads no more: stop acting before returning. */
        void onStopped();
    }

    private record Term(WriteOptions.Fence fence, long validUntil) {}

    private sealed interface Message {
        record Standing(boolean leading, long revision, long validForMillis) implements Message {}

        record End(ApiException cause) implements Message {}
    }

    private LeaderElection(ApiClient client, String election, String identity, Clock clock, Listener listener) {
        this.client = client;
        this.election = election;
        this.identity = identity;
        this.clock = clock;
        this.listener = listener;
        thread = Thread.ofVirtual().name("election-" + election).unstarted(this::run);
    }

    /**
     * Starts to stand for an election; returns at once.
     *
     * @param election its name, for example {@code controllers}
     * @param identity who stands, shown to people
     */
    public static LeaderElection start(
            ApiClient client, String election, String identity, Clock clock, Listener listener) {
        var started = new LeaderElection(client, election, identity, clock, listener);
        started.thread.start();
        return started;
    }

    /** The fence while this process leads; empty when it does not or may not any more. */
    public Optional<WriteOptions.Fence> fence() {
        var current = term;
        return current != null && current.validUntil() - clock.nanoTime() > 0
                ? Optional.of(current.fence())
                : Optional.empty();
    }

    /** Gives leadership up, after {@link Listener#onStopped}, and stands no more. */
    @Override
    public void close() {
        closed = true;
        LoopThread.end(thread);
    }

    private void run() {
        for (int failures = 0; !closed; failures++) {
            // The server answers what was asked, and a few questions are open at most.
            var messages = new ArrayBlockingQueue<Message>(64);
            try (var campaign = client.campaign(election, identity, observer(messages))) {
                if (await(campaign, messages)) {
                    failures = 0;
                }
            } catch (InterruptedException e) {
                closed = true;
            }
            pause(failures + 1);
        }
    }

    private static CampaignObserver observer(BlockingQueue<Message> messages) {
        return new CampaignObserver() {
            @Override
            public void onStanding(boolean leading, long revision, String leader, long validForMillis) {
                offer(new Message.Standing(leading, revision, validForMillis));
            }

            @Override
            public void onEnd(ApiException cause) {
                offer(new Message.End(cause));
            }

            private void offer(Message message) {
                if (!messages.offer(message)) {
                    throw new IllegalStateException("the server answers elections faster than it is asked");
                }
            }
        };
    }

    /** Waits to be elected, then leads; returns when the campaign is over, with whether it led. */
    private boolean await(Campaign campaign, BlockingQueue<Message> messages) throws InterruptedException {
        while (!closed) {
            switch (messages.take()) {
                case Message.Standing(var leading, var revision, var validForMillis) -> {
                    if (leading) {
                        lead(campaign, messages, revision, Duration.ofMillis(validForMillis));
                        return true;
                    }
                }
                case Message.End(var cause) -> {
                    LOG.debug("Campaign for {} ended: {}", election, cause.getMessage());
                    return false;
                }
            }
        }
        return false;
    }

    /** Leads until the validity of the last answered renewal runs out. */
    private void lead(Campaign campaign, BlockingQueue<Message> messages, long revision, Duration validity)
            throws InterruptedException {
        var fence = new WriteOptions.Fence(election, revision);
        boolean announced = false;
        try {
            // Sent and not answered, oldest first: an answer counts for the oldest, which is never too long.
            var unanswered = new ArrayDeque<Long>();
            long lastSent = renew(campaign, unanswered);
            long hold = lastSent + usable(validity);
            while (!closed) {
                long until = Math.min(hold, lastSent + validity.toNanos() / RENEWALS);
                var message = messages.poll(Math.max(0, until - clock.nanoTime()), TimeUnit.NANOSECONDS);
                switch (message) {
                    case null -> {
                        if (hold - clock.nanoTime() <= 0) {
                            LOG.warn("No answer to the renewal for {}: leadership ends", election);
                            return;
                        }
                        lastSent = renew(campaign, unanswered);
                    }
                    case Message.End(var cause) -> {
                        LOG.warn("Leadership of {} ends: {}", election, cause.getMessage());
                        return;
                    }
                    case Message.Standing(var leading, var current, var validForMillis) -> {
                        if (!leading || current != revision) {
                            return;
                        }
                        var answered = unanswered.poll();
                        if (answered == null) {
                            continue;
                        }
                        hold = answered + usable(Duration.ofMillis(validForMillis));
                        term = new Term(fence, hold);
                        if (!announced) {
                            announced = true;
                            LOG.info("{} leads {} (fence {})", identity, election, revision);
                            listener.onStarted(fence);
                        }
                    }
                }
            }
        } finally {
            term = null;
            if (announced) {
                listener.onStopped();
                LOG.info("{} leads {} no more", identity, election);
            }
        }
    }

    private long renew(Campaign campaign, Deque<Long> unanswered) {
        long now = clock.nanoTime();
        unanswered.add(now);
        campaign.renew();
        return now;
    }

    private static long usable(Duration validity) {
        return validity.toNanos() * 9 / 10;
    }

    private void pause(int failures) {
        if (closed) {
            return;
        }
        try {
            Thread.sleep(BACKOFF.jittered(failures, ThreadLocalRandom.current()));
        } catch (InterruptedException e) {
            closed = true;
        }
    }
}
