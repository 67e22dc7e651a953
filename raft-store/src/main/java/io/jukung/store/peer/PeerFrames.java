package io.jukung.store.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The wire format. A frame is its length (4 bytes, of what follows), a kind (1), a method or zero (1),
 * a call id (8) and a payload. The first frame in each direction is a hello: magic, format version,
 * cluster id, member id.
 */
final class PeerFrames {

    static final byte HELLO = 1;
    static final byte REQUEST = 2;
    static final byte REPLY = 3;
    /** A reply whose payload is a message for people. */
    static final byte REFUSED = 4;
    /** Asks for a {@link #PONG}, answered by the connection itself: is anybody there. */
    static final byte PING = 5;

    static final byte PONG = 6;
    /** Instead of a hello: the caller was removed from the cluster. */
    static final byte REMOVED = 7;

    /** A group commit's bound (see GroupCommit) and a snapshot's piece are far below. */
    static final int MAX_FRAME_BYTES = 64 << 20;

    /** A hello, or instead of it a message for people. */
    private static final int MAX_FIRST_FRAME_BYTES = 4096;

    private static final int MAGIC = 0x4A4B5052;
    private static final int FORMAT = 1;
    private static final int HEADER_BYTES = 10;
    private static final byte[] NOTHING = {};
    private static final int FRAMES_A_WRITE = 256;

    private PeerFrames() {}

    /**
     * Adds what cuts the byte stream into frames, without their length, and what turns the frames written in
     * one turn of the loop into one write to the socket.
     */
    static void addCodec(ChannelPipeline pipeline) {
        pipeline.addLast(new FlushConsolidationHandler(FRAMES_A_WRITE, true));
        pipeline.addLast(new Cutter());
    }

    /** Whoever is at the other end, until a small first frame has come nothing more than that is kept. */
    private static final class Cutter extends LengthFieldBasedFrameDecoder {

        private boolean begun;

        Cutter() {
            super(MAX_FRAME_BYTES, 0, 4, 0, 4);
        }

        @Override
        protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
            if (in.readableBytes() >= Integer.BYTES) {
                long length = in.getUnsignedInt(in.readerIndex());
                if (length < HEADER_BYTES || length > (begun ? MAX_FRAME_BYTES : MAX_FIRST_FRAME_BYTES)) {
                    in.skipBytes(in.readableBytes());
                    throw new CorruptedFrameException(
                            begun
                                    ? "a frame of " + length + " bytes"
                                    : "what comes first is no hello of a Jukung store member");
                }
            }
            Object frame = super.decode(context, in);
            begun |= frame != null;
            return frame;
        }
    }

    static ByteBuf frame(ByteBufAllocator allocator, byte kind, int method, long callId, byte[] payload) {
        var frame = allocator.ioBuffer(4 + HEADER_BYTES + payload.length);
        frame.writeInt(HEADER_BYTES + payload.length);
        frame.writeByte(kind).writeByte(method).writeLong(callId);
        return frame.writeBytes(payload);
    }

    static ByteBuf empty(ByteBufAllocator allocator, byte kind) {
        return frame(allocator, kind, 0, 0, NOTHING);
    }

    static ByteBuf hello(ByteBufAllocator allocator, PeerIdentity identity) {
        var frame = allocator.ioBuffer(4 + HEADER_BYTES + 22);
        frame.writeInt(HEADER_BYTES + 22).writeByte(HELLO).writeByte(0).writeLong(0);
        return frame.writeInt(MAGIC)
                .writeShort(FORMAT)
                .writeLong(identity.clusterId())
                .writeLong(identity.memberId());
    }

    /** Reads a hello after its header. */
    static PeerIdentity readHello(ByteBuf frame) throws PeerException {
        if (frame.readableBytes() < 22 || frame.readInt() != MAGIC) {
            throw new PeerException.Refused("not a Jukung store member");
        }
        int format = frame.readShort();
        if (format != FORMAT) {
            throw new PeerException.Refused("peer protocol version " + format + ", expected " + FORMAT);
        }
        return new PeerIdentity(frame.readLong(), frame.readLong());
    }

    static byte[] payload(ByteBuf frame) {
        var payload = new byte[frame.readableBytes()];
        frame.readBytes(payload);
        return payload;
    }

    static byte[] text(String message) {
        return message.getBytes(StandardCharsets.UTF_8);
    }
}
