package io.jukung.store.migrate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.proto.etcd.LeaseTimeToLiveResponse;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.store.backup.SnapshotException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of changes, each revision whole. A record is its length, the CRC-32C of the rest (4 bytes each, big-endian), a kind
 * and a message: 1, a revision as a {@code WatchResponse}; 2, a lease that keys are attached to from there on, as a {@code
 * LeaseTimeToLiveResponse}.
 *
 * <p>A record at the end that is not whole was being written when the machine stopped, and is cut off; one that is damaged
 * with others behind it is an error.
 */
final class ChangeLog implements AutoCloseable {

    private static final int HEAD_BYTES = 8;
    private static final byte REVISION = 1;
    private static final byte LEASE = 2;

    /** Many times what a revision can be. */
    private static final int MAX_RECORD_BYTES = 512 << 20;

    private final FileChannel channel;

    private ChangeLog(FileChannel channel) {
        this.channel = channel;
    }

    /** What takes the records of a file. */
    interface Reader {
        /** False: no more is wanted. */
        boolean revision(ChangeFeed.Revision revision) throws IOException;

        void lease(LeaseTimeToLiveResponse lease);
    }

    /** Opens a file to append behind {@code length} bytes, which {@link #read} has found whole. */
    static ChangeLog append(Path file, long length) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(length);
        channel.position(length);
        return new ChangeLog(channel);
    }

    void add(ChangeFeed.Revision revision) throws IOException {
        WatchResponse.Builder record = WatchResponse.newBuilder().addAllEvents(revision.events());
        record.getHeaderBuilder().setRevision(revision.revision());
        add(REVISION, record.build().toByteArray());
    }

    void add(LeaseTimeToLiveResponse lease) throws IOException {
        add(LEASE, lease.toByteArray());
    }

    private void add(byte kind, byte[] message) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(HEAD_BYTES + 1 + message.length);
        record.putInt(1 + message.length).putInt(0).put(kind).put(message);
        record.putInt(4, checksum(record));
        record.rewind();
        while (record.hasRemaining()) {
            channel.write(record);
        }
    }

    private static int checksum(ByteBuffer record) {
        CRC32C crc = new CRC32C();
        crc.update(record.duplicate().position(HEAD_BYTES).limit(record.capacity()));
        return (int) crc.getValue();
    }

    /** Bytes so far. */
    long length() throws IOException {
        return channel.position();
    }

    /** Returns once everything is on disk. */
    void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * Reads a file.
     *
     * @param mayBeTorn whether it is the last, whose end may not be whole
     * @return how many bytes are whole
     */
    static long read(Path file, boolean mayBeTorn, Reader reader) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long at = 0;
            while (at < size) {
                ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
                int length = fill(channel, head, at) ? head.getInt(0) : -1;
                boolean whole = length > 0 && length <= MAX_RECORD_BYTES && at + HEAD_BYTES + length <= size;
                ByteBuffer record = ByteBuffer.allocate(whole ? HEAD_BYTES + length : 0);
                if (!whole || !fill(channel, record, at) || checksum(record) != record.getInt(4)) {
                    boolean isLast = !whole || at + HEAD_BYTES + length == size;
                    if (mayBeTorn && isLast) {
                        return at;
                    }
                    throw new SnapshotException(file + ": the record at byte " + at + " is damaged");
                }
                if (!pass(file, at, record, reader)) {
                    return at;
                }
                at += record.capacity();
            }
            return at;
        }
    }

    private static boolean fill(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean pass(Path file, long at, ByteBuffer record, Reader reader) throws IOException {
        ByteBuffer message = record.duplicate().position(HEAD_BYTES + 1).limit(record.capacity());
        try {
            return switch (record.get(HEAD_BYTES)) {
                case REVISION -> {
                    WatchResponse revision = WatchResponse.parseFrom(message);
                    yield reader.revision(
                            new ChangeFeed.Revision(revision.getHeader().getRevision(), revision.getEventsList()));
                }
                case LEASE -> {
                    reader.lease(LeaseTimeToLiveResponse.parseFrom(message));
                    yield true;
                }
                default ->
                    throw new SnapshotException(
                            file + ": the record at byte " + at + " is of a kind this release does not know");
            };
        } catch (InvalidProtocolBufferException e) {
            throw new SnapshotException(file + ": the record at byte " + at + " cannot be read", e);
        }
    }
}
