package io.jukung.store.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExpiryQueueTest {

    private final ExpiryQueue queue = new ExpiryQueue();

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private static Lease lease(long id, long ttl) {
        return new Lease(id, ttl, 0);
    }

    @Test
    void withoutLeadershipNothingIsRenewedOrDue() {
        queue.accept(new LeaseEvent.Granted(lease(1, 5)), 0);
        assertThat(queue.renew(1, 0)).isEqualTo(new Renewal.NotLeader());
        assertThat(queue.due(seconds(100), 10)).isEmpty();
        assertThat(queue.nextDue()).isEmpty();
    }

    @Test
    void aLeaseIsDueWhenItsTimeIsUpAndNotBefore() {
        queue.promote(List.of(), 0, 0);
        queue.accept(new LeaseEvent.Granted(lease(1, 5)), seconds(10));
        assertThat(queue.nextDue()).hasValue(seconds(15));
        assertThat(queue.due(seconds(15) - 1, 10)).isEmpty();
        assertThat(queue.remainingSeconds(1, seconds(12))).hasValue(3);
        assertThat(queue.due(seconds(15), 10)).containsExactly(1L);
        assertThat(queue.remainingSeconds(1, seconds(16))).hasValue(0);
    }

    @Test
    void renewingStartsTheTimeAnew() {
        queue.promote(List.of(lease(1, 5)), 0, 0);
        assertThat(queue.renew(1, seconds(4))).isEqualTo(new Renewal.Renewed(5));
        assertThat(queue.due(seconds(8), 10)).isEmpty();
        assertThat(queue.due(seconds(9), 10)).containsExactly(1L);
        assertThat(queue.renew(2, 0)).isEqualTo(new Renewal.Unknown());
    }

    @Test
    void aLeaseWhoseTimeIsUpCannotBeRenewed() {
        queue.promote(List.of(lease(1, 5)), 0, 0);
        assertThat(queue.renew(1, seconds(5))).isEqualTo(new Renewal.Expiring());
        queue.due(seconds(5), 10);
        assertThat(queue.renew(1, seconds(5))).isEqualTo(new Renewal.Expiring());
        queue.accept(new LeaseEvent.Ended(1), seconds(6));
        assertThat(queue.renew(1, seconds(6))).isEqualTo(new Renewal.Unknown());
    }

    @Test
    void whatIsDueIsProposedAgainAfterThreeSeconds() {
        queue.promote(List.of(lease(1, 5)), 0, 0);
        assertThat(queue.due(seconds(5), 10)).containsExactly(1L);
        assertThat(queue.due(seconds(7), 10)).isEmpty();
        assertThat(queue.due(seconds(8), 10)).containsExactly(1L);
    }

    @Test
    void dueLeasesComeInBatchesTheLongestOverdueFirst() {
        queue.promote(List.of(lease(1, 7), lease(2, 5), lease(3, 6)), 0, 0);
        assertThat(queue.due(seconds(10), 2)).containsExactly(2L, 3L);
        assertThat(queue.due(seconds(10), 2)).containsExactly(1L);
    }

    @Test
    void aNewLeaderGivesEveryoneTheFullTimeAndMore() {
        queue.promote(List.of(lease(1, 5), new Lease(2, 600, 100)), seconds(50), seconds(1));
        assertThat(queue.due(seconds(56) - 1, 10)).isEmpty();
        assertThat(queue.due(seconds(56), 10)).containsExactly(1L);
        assertThat(queue.nextDue()).hasValue(seconds(59));
        assertThat(queue.remainingSeconds(2, seconds(50))).hasValue(101);
        assertThat(queue.renew(2, seconds(60))).isEqualTo(new Renewal.Renewed(600));
    }

    @Test
    void aDeposedLeaderForgetsEverything() {
        queue.promote(List.of(lease(1, 5)), 0, 0);
        queue.demote();
        assertThat(queue.due(seconds(100), 10)).isEmpty();
        assertThat(queue.renew(1, 0)).isEqualTo(new Renewal.NotLeader());
    }

    @Test
    void theLongestTimeToLiveDoesNotOverflow() {
        queue.promote(List.of(), 0, 0);
        long now = seconds(1_000_000_000L);
        queue.accept(new LeaseEvent.Granted(lease(1, LeaseRules.MAX_TTL_SECONDS)), now);
        assertThat(queue.due(now + seconds(1_000_000), 10)).isEmpty();
        assertThat(queue.renew(1, now)).isEqualTo(new Renewal.Renewed(LeaseRules.MAX_TTL_SECONDS));
    }
}
