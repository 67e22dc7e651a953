package io.jukung.chaos.report;

import com.google.protobuf.Message;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.History;
import io.jukung.chaos.report.Chart.Panel;
import io.jukung.chaos.report.Chart.Point;
import io.jukung.chaos.report.Chart.Scale;
import io.jukung.chaos.report.Chart.Series;
import io.jukung.chaos.report.Chart.Shape;
import io.jukung.proto.etcd.ResponseHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Which revision each member said it was at, by its answers. */
final class RevisionChart {

    private static final int WINDOWS = 400;

    private RevisionChart() {}

    /** Empty if no answer had a revision. */
    static Optional<Chart> of(History history, List<FaultBand> bands, long over) {
        double seconds = Math.max(over, 1) / 1e9;
        var byMember = new TreeMap<String, long[]>();
        history.calls().forEach(call -> {
            long revision = revision(call);
            if (revision > 0) {
                int window = Math.clamp((int) (call.ended() / 1e9 / seconds * WINDOWS), 0, WINDOWS - 1);
                var windows = byMember.computeIfAbsent(call.member(), member -> new long[WINDOWS]);
                windows[window] = Math.max(windows[window], revision);
            }
        });
        var series = new ArrayList<Series>();
        long least = Long.MAX_VALUE;
        long most = 0;
        for (var entry : byMember.entrySet()) {
            var points = new ArrayList<Point>();
            for (int w = 0; w < WINDOWS; w++) {
                long revision = entry.getValue()[w];
                if (revision > 0) {
                    points.add(new Point((w + 0.5) * seconds / WINDOWS, revision));
                    least = Math.min(least, revision);
                    most = Math.max(most, revision);
                }
            }
            series.add(new Series(entry.getKey(), ChartStyle.line(series.size()), Shape.LINE, points));
        }
        if (series.isEmpty()) {
            return Optional.empty();
        }
        var panel = new Panel("revision", "", new Scale.Linear(least, Math.max(most, least + 1)), series);
        return Optional.of(new Chart("Revision in members' answers", seconds, List.of(panel), bands));
    }

    private static long revision(Call call) {
        if (!(call.result() instanceof Call.Result.Answered(Message response))) {
            return 0;
        }
        var field = response.getDescriptorForType().findFieldByName("header");
        return field != null && response.getField(field) instanceof ResponseHeader header ? header.getRevision() : 0;
    }
}
