package io.jukung.chaos.check.lease;

import io.jukung.chaos.check.Attempt;
import io.jukung.chaos.check.Findings;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.proto.etcd.LeaseKeepAliveRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.LeaseTimeToLiveRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sorts a history's requests by lease. */
final class Lives {

    private Lives() {}

    static List<Life> of(List<Attempt> attempts, Findings findings) {
        var grants = new LinkedHashMap<Long, List<Attempt>>();
        var keepAlives = new LinkedHashMap<Long, List<Attempt>>();
        var revokes = new LinkedHashMap<Long, List<Attempt>>();
        var looks = new LinkedHashMap<Long, List<Attempt>>();
        var sorted = attempts.stream()
                .sorted(Comparator.comparingLong(Attempt::begun))
                .toList();
        for (var attempt : sorted) {
            switch (attempt.request()) {
                case LeaseGrantRequest grant -> {
                    if (!attempt.refused()) {
                        note(grants, id(attempt, grant), attempt);
                    }
                    attempt.answer().ifPresent(answer -> granted(attempt, grant, answer, findings));
                }
                case LeaseKeepAliveRequest alive -> note(keepAlives, alive.getID(), attempt);
                case LeaseRevokeRequest revoke -> note(revokes, revoke.getID(), attempt);
                case LeaseTimeToLiveRequest look -> note(looks, look.getID(), attempt);
                default -> {}
            }
        }
        var lives = new ArrayList<Life>();
        long skipped = 0;
        for (var granted : grants.entrySet()) {
            long id = granted.getKey();
            var grant = granted.getValue().getFirst();
            if (granted.getValue().size() > 1 || Life.told(grant) <= 0 || id == 0) {
                skipped++;
                continue;
            }
            lives.add(new Life(
                    id,
                    Life.told(grant),
                    grant,
                    keepAlives.getOrDefault(id, List.of()),
                    revokes.getOrDefault(id, List.of()),
                    looks.getOrDefault(id, List.of())));
        }
        findings.fact("leases of unknown grant, or granted twice", skipped);
        return lives;
    }

    private static void note(Map<Long, List<Attempt>> map, long id, Attempt attempt) {
        map.computeIfAbsent(id, lease -> new ArrayList<>()).add(attempt);
    }

    private static long id(Attempt attempt, LeaseGrantRequest grant) {
        return attempt.answer()
                .map(answer -> ((LeaseGrantResponse) answer).getID())
                .orElse(grant.getID());
    }

    private static void granted(Attempt attempt, LeaseGrantRequest request, Object answer, Findings findings) {
        var response = (LeaseGrantResponse) answer;
        if (response.getTTL() < request.getTTL() || (request.getID() != 0 && request.getID() != response.getID())) {
            findings.violation("wrong grant", attempt.said() + "\nLess was granted than was asked for.", attempt.op());
        }
    }
}
