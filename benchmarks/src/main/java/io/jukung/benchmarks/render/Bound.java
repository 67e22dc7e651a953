package io.jukung.benchmarks.render;

import java.util.Locale;
import java.util.OptionalDouble;

/** What must be, of our figure alone or of its ratio to etcd's. */
sealed interface Bound {

    /** Ours to etcd's. */
    record RatioAtLeast(double ratio) implements Bound {}

    /** Ours to etcd's. */
    record RatioAtMost(double ratio) implements Bound {}

    /** Ours, in the figure's unit. */
    record AtMost(double value) implements Bound {}

    /** Shown for what it is. */
    record None() implements Bound {}

    /** Whether it is so; empty if that cannot be told. */
    default String verdict(OptionalDouble etcd, OptionalDouble ours) {
        return switch (this) {
            case RatioAtLeast(double least) ->
                etcd.isPresent() && ours.isPresent() ? word(ours.getAsDouble() >= least * etcd.getAsDouble()) : "";
            case RatioAtMost(double most) ->
                etcd.isPresent() && ours.isPresent() ? word(ours.getAsDouble() <= most * etcd.getAsDouble()) : "";
            case AtMost(double most) -> ours.isPresent() ? word(ours.getAsDouble() <= most) : "";
            case None() -> "";
        };
    }

    private static String word(boolean met) {
        return met ? "yes" : "**no**";
    }

    /** As in the table. */
    default String text(String unit) {
        return switch (this) {
            case RatioAtLeast(double least) -> "≥ " + plain(least) + "×";
            case RatioAtMost(double most) -> "≤ " + plain(most) + "×";
            case AtMost(double most) -> "≤ " + plain(most) + " " + unit;
            case None() -> "";
        };
    }

    private static String plain(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.2f", value).replaceFirst("0$", "");
    }
}
