package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;

/** Writes answers in one format. */
final class Printer {

    /** etcdctl's formats. */
    enum Format {
        SIMPLE,
        JSON,
        FIELDS,
        TABLE,
        PROTOBUF;

        static Format named(String name) {
            for (var format : values()) {
                if (format.label().equals(name)) {
                    return format;
                }
            }
            throw new KvFailure(Exit.BAD_FEATURE, "unsupported output format");
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final OutputStream out;
    private final Format format;
    private final boolean hex;

    /**
     * A printer.
     *
     * @param hex whether the simple format shows keys and values as hexadecimal escapes, and JSON members' ids
     */
    Printer(OutputStream out, Format format, boolean hex) {
        this.out = out;
        this.format = format;
        this.hex = hex;
    }

    Format format() {
        return format;
    }

    boolean hex() {
        return hex;
    }

    /** A key or value for the simple format. */
    ByteString shown(ByteString bytes) {
        return hex ? GoText.hex(bytes) : bytes;
    }

    /**
     * Prints an answer.
     *
     * @throws KvFailure where there is no such format of it
     */
    synchronized void print(Answer answer) {
        switch (format) {
            case SIMPLE -> answer.simple().accept(this::line);
            case JSON -> line(ByteString.copyFromUtf8(GoJson.text(answer.json().get())));
            case FIELDS -> {
                var fields = new Fields();
                answer.fields().orElseThrow(this::unsupported).accept(fields);
                write(ByteString.copyFromUtf8(fields.toString()));
            }
            case TABLE -> drawn(answer.table().orElseThrow(this::unsupported).get());
            case PROTOBUF -> write(answer.message().map(Message::toByteString).orElseThrow(this::unsupported));
        }
        flush();
    }

    /** Text that is the same in every format. */
    void say(String line) {
        line(ByteString.copyFromUtf8(line));
        flush();
    }

    /** Without an end of line. */
    void ask(String question) {
        write(ByteString.copyFromUtf8(question));
        flush();
    }

    KvFailure unsupported() {
        return new KvFailure(Exit.BAD_FEATURE, format.label() + " not supported as output format");
    }

    /** Headings in the middle, cells to the right. */
    private void drawn(Answer.Table table) {
        var widths = new int[table.header().size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = table.rows().stream()
                    .mapToInt(row -> row.get(column).length())
                    .reduce(table.header().get(i).length(), Math::max);
        }
        var rule = new StringBuilder("+");
        for (int width : widths) {
            rule.repeat('-', width + 2).append('+');
        }
        say(rule.toString());
        say(row(table.header(), widths, true));
        say(rule.toString());
        table.rows().forEach(row -> say(row(row, widths, false)));
        if (!table.rows().isEmpty()) {
            say(rule.toString());
        }
    }

    private static String row(List<String> cells, int[] widths, boolean centred) {
        var row = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            int space = widths[i] - cells.get(i).length();
            int after = centred ? space - space / 2 : 0;
            row.repeat(' ', 1 + space - after)
                    .append(cells.get(i))
                    .repeat(' ', 1 + after)
                    .append('|');
        }
        return row.toString();
    }

    private void line(ByteString line) {
        write(line);
        write(ByteString.copyFromUtf8("\n"));
    }

    private void write(ByteString bytes) {
        try {
            bytes.writeTo(out);
        } catch (IOException e) {
            throw new KvFailure(Exit.ERROR, "write: " + e.getMessage());
        }
    }

    private void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new KvFailure(Exit.ERROR, "write: " + e.getMessage());
        }
    }
}
