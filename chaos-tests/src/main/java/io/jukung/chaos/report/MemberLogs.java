package io.jukung.chaos.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Members' output, copied into a folder for each; of a very long one the begin and the end. */
final class MemberLogs {

    private final long head;
    private final long tail;

    /** Bytes of the begin and of the end that are kept. */
    MemberLogs(long head, long tail) {
        this.head = head;
        this.tail = tail;
    }

    /**
     * Copies those that exist.
     *
     * @return paths of the copies, relative to {@code directory}
     */
    List<String> copy(Map<String, Path> logs, Path directory) throws IOException {
        var copies = new ArrayList<String>();
        for (var entry : new TreeMap<>(logs).entrySet()) {
            var member = entry.getKey();
            var name = entry.getValue().getFileName();
            if (!RunDirectory.isName(member) || name == null) {
                throw new IllegalArgumentException("logs: '" + member + "', expected the name of a member");
            }
            // And what was written about its threads, if it did not serve.
            for (var file : List.of(name.toString(), name + ".threads")) {
                var log = entry.getValue().resolveSibling(file);
                if (Files.isRegularFile(log)) {
                    Files.createDirectories(directory.resolve(member));
                    copy(log, directory.resolve(member).resolve(file));
                    copies.add(member + "/" + file);
                }
            }
        }
        return copies;
    }

    private void copy(Path log, Path copy) throws IOException {
        try (var in = FileChannel.open(log);
                var out = Files.newOutputStream(copy)) {
            // It may grow while it is read: no more is copied than was there.
            long size = in.size();
            if (size <= head + tail) {
                copy(in, size, out);
                return;
            }
            copy(in, head, out);
            out.write("\n… %d bytes left out …\n".formatted(size - head - tail).getBytes(StandardCharsets.UTF_8));
            in.position(size - tail);
            copy(in, tail, out);
        }
    }

    @SuppressWarnings("resource") // The channel is the caller's.
    private static void copy(FileChannel in, long length, OutputStream out) throws IOException {
        InputStream stream = Channels.newInputStream(in);
        var buffer = new byte[1 << 16];
        for (long left = length; left > 0; ) {
            int read = stream.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                return;
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }
}
