package io.jukung.store.backup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * etcd's bucket of keys: revision and sub, big-endian with {@code _} between them and {@code t} behind a deletion's, to the
 * record.
 */
final class KeyBucket {

    static final String NAME = "key";
    static final byte[] NAME_BYTES = NAME.getBytes(StandardCharsets.US_ASCII);

    private static final int REVISION_BYTES = 17;
    private static final byte SEPARATOR = '_';
    private static final byte TOMBSTONE = 't';

    private KeyBucket() {}

    /** The place of a change. */
    record Revision(long main, long sub, boolean deletion) {}

    static byte[] key(long main, long sub, boolean deletion) {
        ByteBuffer buffer = ByteBuffer.allocate(deletion ? REVISION_BYTES + 1 : REVISION_BYTES)
                .putLong(main)
                .put(SEPARATOR)
                .putLong(sub);
        if (deletion) {
            buffer.put(TOMBSTONE);
        }
        return buffer.array();
    }

    /**
     * The revision an entry is named by.
     *
     * @throws SnapshotException if it is none
     */
    static Revision revision(byte[] key) throws SnapshotException {
        boolean deletion = key.length == REVISION_BYTES + 1 && key[REVISION_BYTES] == TOMBSTONE;
        if ((key.length != REVISION_BYTES && !deletion) || key[Long.BYTES] != SEPARATOR) {
            throw new SnapshotException("an entry of the bucket \"key\" is not named by a revision");
        }
        ByteBuffer buffer = ByteBuffer.wrap(key);
        Revision revision = new Revision(buffer.getLong(0), buffer.getLong(Long.BYTES + 1), deletion);
        if (revision.main < 0 || revision.sub < 0 || revision.sub > Integer.MAX_VALUE) {
            throw new SnapshotException("the revision " + revision.main + "/" + revision.sub + " is out of range");
        }
        return revision;
    }
}
