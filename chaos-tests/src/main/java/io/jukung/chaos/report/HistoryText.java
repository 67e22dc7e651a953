package io.jukung.chaos.report;

import io.jukung.chaos.edn.EdnWriter;
import io.jukung.chaos.history.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Jepsen's {@code history.txt}: process, type, f, value and error of each event, with tabs. */
final class HistoryText {

    private HistoryText() {}

    static void write(History history, Path file) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            for (var op : history.ops()) {
                out.write(op.isClient() ? Integer.toString(op.process()) : ":nemesis");
                out.write("\t:" + op.phase().keyword() + "\t:" + op.f() + "\t");
                out.write(EdnWriter.toString(op.value()));
                if (op.error() != null) {
                    out.write("\t"
                            + op.error().replace('\n', ' ').replace('\r', ' ').replace('\t', ' '));
                }
                out.write('\n');
            }
        }
    }
}
