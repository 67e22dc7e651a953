package io.jukung.cli.rest;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays out tables as kubectl does: columns padded to their widest cell, three spaces between. */
public final class TablePrinter {

    private TablePrinter() {}

    /**
     * The lines of a server's {@code Table}.
     *
     * @param wide whether columns of priority above 0 are shown
     * @param namespaces whether the rows' namespaces come first
     */
    public static List<String> lines(ObjectValue table, boolean wide, boolean namespaces) {
        var columns = table.list("columnDefinitions").objects();
        var shown = new ArrayList<Integer>();
        var header = new ArrayList<String>();
        if (namespaces) {
            header.add("NAMESPACE");
        }
        for (int i = 0; i < columns.size(); i++) {
            if (wide || columns.get(i).whole(0, "priority") == 0) {
                shown.add(i);
                header.add(columns.get(i).text("name").toUpperCase(Locale.ROOT));
            }
        }
        var rows = new ArrayList<List<String>>();
        rows.add(header);
        for (var row : table.list("rows").objects()) {
            var cells = row.list("cells");
            var line = new ArrayList<String>();
            if (namespaces) {
                line.add(row.text("object", "metadata", "namespace"));
            }
            for (int index : shown) {
                line.add(index < cells.size() ? cell(cells.get(index)) : "");
            }
            rows.add(line);
        }
        return align(rows);
    }

    private static String cell(Value value) {
        return switch (value) {
            case Scalar.Text(var text) -> text;
            case Scalar.Whole(var whole) -> Long.toString(whole);
            case Scalar.Real(var real) -> Double.toString(real);
            case Scalar.Flag flag -> Boolean.toString(flag.value());
            case Scalar.Null ignored -> "<none>";
            case ObjectValue object -> object.toString();
            case ListValue list -> list.toString();
        };
    }

    /** Pads every column but the last. */
    public static List<String> align(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        var widths = new int[columns];
        for (var row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var lines = new ArrayList<String>();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i));
                if (i < row.size() - 1) {
                    line.repeat(' ', widths[i] - row.get(i).length() + 3);
                }
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
