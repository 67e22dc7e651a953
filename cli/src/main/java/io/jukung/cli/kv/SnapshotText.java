package io.jukung.cli.kv;

import io.jukung.store.backup.SnapshotStatus;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;

/** What a snapshot file holds, as etcdctl and etcdutl print it. */
public final class SnapshotText {

    private SnapshotText() {}

    /**
     * Prints it.
     *
     * @param format simple, table, json or fields
     */
    public static void print(SnapshotStatus status, String format, OutputStream out) {
        new Printer(out, Printer.Format.named(format), false).print(answer(status));
    }

    static Answer answer(SnapshotStatus status) {
        var hash = Integer.toHexString(status.hash());
        var revision = Long.toString(status.revision());
        var keys = Long.toString(status.totalKeys());
        var size = GoText.size(status.totalSize());
        return Answer.listing(lines -> lines.add(String.join(", ", hash, revision, keys, size)), () -> {
                    var tree = new LinkedHashMap<String, Object>();
                    tree.put("hash", Integer.toUnsignedLong(status.hash()));
                    tree.put("revision", status.revision());
                    tree.put("totalKey", status.totalKeys());
                    tree.put("totalSize", status.totalSize());
                    return tree;
                })
                .withFields(fields -> fields.number("Hash", Integer.toUnsignedLong(status.hash()))
                        .number("Revision", status.revision())
                        .number("Keys", status.totalKeys())
                        .number("Size", status.totalSize()))
                .withTable(() -> new Answer.Table(
                        List.of("HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE"),
                        List.of(List.of(hash, revision, keys, size))));
    }
}
