package io.jukung.store.server;

import io.grpc.Status;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.store.member.StateGeneration;
import io.jukung.store.mvcc.RangeCursor;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.wire.WireMessage;
import io.jukung.store.wire.WireWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletionException;

/**
 * A range response that is written while it is sent: its size was found by a first look at all of it, on the same snapshot. Only
 * a piece of it is in memory, so a list of any length costs the same. Reads on the read pool a piece at a time, and between two
 * pieces waits for the client; no other thread may wait with it.
 */
final class LongResponse implements WireMessage {

    private static final int PIECE_BYTES = 256 << 10;

    private WireWriter buffer;
    private final int size;
    private final RangeCursor cursor;
    private final RangeAnswer answer;
    private final Pace pace;

    /**
     * What a response is read from.
     *
     * @param held keeps the state open
     */
    record Source(StateGeneration held, RangeCursor cursor) implements AutoCloseable {

        /** Takes over what is held. */
        static Source open(StateGeneration held, RangeRequest request) throws RejectedException {
            boolean opened = false;
            try {
                var source = new Source(held, held.state().reads().open(request));
                opened = true;
                return source;
            } finally {
                if (!opened) {
                    held.close();
                }
            }
        }

        @Override
        public void close() {
            cursor.close();
            held.close();
        }
    }

    private LongResponse(WireWriter buffer, int size, RangeCursor cursor, RangeAnswer answer, Pace pace) {
        this.buffer = buffer;
        this.size = size;
        this.cursor = cursor;
        this.answer = answer;
        this.pace = pace;
    }

    /**
     * Looks through what is left of a range. On the read pool.
     *
     * @param begun the response so far
     */
    static LongResponse measure(WireWriter begun, RangeCursor cursor, RangeAnswer answer, Pace pace) {
        long rest = cursor.measureRest();
        var end = new WireWriter(16);
        RangeAnswer.end(end, cursor);
        long size = begun.size() + rest + end.size();
        if (size > Integer.MAX_VALUE) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription("etcdserver: the range has " + size + " bytes, a response at most "
                            + Integer.MAX_VALUE + ": set a limit")
                    .asRuntimeException();
        }
        return new LongResponse(begun, (int) size, cursor, answer, pace);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long keys() {
        return cursor.count();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        buffer.writeTo(out);
        buffer = new WireWriter(PIECE_BYTES);
        while (!cursor.isDone()) {
            if (!pace.await()) {
                return;
            }
            try {
                answer.<Boolean>serializable(generation -> nextPiece()).join();
            } catch (CompletionException e) {
                throw EtcdError.translate(e);
            }
            buffer.writeTo(out);
        }
    }

    private boolean nextPiece() {
        buffer.clear();
        cursor.write(buffer, Integer.MAX_VALUE, PIECE_BYTES);
        if (cursor.isDone()) {
            RangeAnswer.end(buffer, cursor);
        }
        return true;
    }
}
