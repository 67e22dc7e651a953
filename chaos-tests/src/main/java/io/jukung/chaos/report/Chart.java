package io.jukung.chaos.report;

import java.util.List;

/**
 * Panels under one another over the time of a run.
 *
 * @param seconds the run's length
 * @param bands faults, shaded behind all panels and named above them
 */
record Chart(String title, double seconds, List<Panel> panels, List<FaultBand> bands) {

    Chart {
        panels = List.copyOf(panels);
        bands = List.copyOf(bands);
        if (!(seconds > 0)) {
            throw new IllegalArgumentException("seconds: " + seconds + ", expected more than 0");
        }
    }

    /** With {@code unit} of its y axis, as {@code ms}. */
    record Panel(String label, String unit, Scale scale, List<Series> series) {
        Panel {
            series = List.copyOf(series);
        }
    }

    /** Where values lie from bottom to top. */
    sealed interface Scale {
        double least();

        double most();

        record Linear(double least, double most) implements Scale {}

        /** Both more than 0. */
        record Logarithmic(double least, double most) implements Scale {}
    }

    /**
     * What is drawn in one colour.
     *
     * @param style a class of {@link ChartStyle}
     * @param points in the order of time
     */
    record Series(String name, String style, Shape shape, List<Point> points) {
        Series {
            points = List.copyOf(points);
        }
    }

    enum Shape {
        DOTS,
        LINE
    }

    /** With {@code y} NaN, a line is interrupted. */
    record Point(double seconds, double y) {}
}
