package io.jukung.chaos.check.cycles;

import io.jukung.chaos.check.cycles.Dependencies.Kind;
import java.util.List;

/**
 * A class of cycles, after Adya: one edge of {@code first}, the others of {@code rest} (bits of kinds), among these at least
 * one of each of {@code needed}. The plain ones come before those that need the clock, worse ones before better ones.
 */
enum Anomaly {
    G0("G0", Kind.WW, Kind.WW.bit(), 0),
    G1C("G1c", Kind.WR, Kind.WW.bit() | Kind.WR.bit(), 0),
    G_SINGLE("G-single", Kind.RW, Kind.WW.bit() | Kind.WR.bit(), 0),
    G2("G2", Kind.RW, Kind.WW.bit() | Kind.WR.bit() | Kind.RW.bit(), Kind.RW.bit()),
    G0_REALTIME("G0-realtime", Kind.WW, Kind.WW.bit() | Kind.REALTIME.bit(), Kind.REALTIME.bit()),
    G1C_REALTIME("G1c-realtime", Kind.WR, Kind.WW.bit() | Kind.WR.bit() | Kind.REALTIME.bit(), Kind.REALTIME.bit()),
    G_SINGLE_REALTIME(
            "G-single-realtime", Kind.RW, Kind.WW.bit() | Kind.WR.bit() | Kind.REALTIME.bit(), Kind.REALTIME.bit()),
    G2_REALTIME(
            "G2-realtime",
            Kind.RW,
            Kind.WW.bit() | Kind.WR.bit() | Kind.RW.bit() | Kind.REALTIME.bit(),
            Kind.RW.bit() | Kind.REALTIME.bit());

    final String rule;
    final Kind first;
    final int rest;
    final int needed;

    Anomaly(String rule, Kind first, int rest, int needed) {
        this.rule = rule;
        this.first = first;
        this.rest = rest;
        this.needed = needed;
    }

    int kinds() {
        return first.bit() | rest;
    }

    static List<Anomaly> all() {
        return List.of(values());
    }
}
