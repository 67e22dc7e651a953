package io.jukung.store.raft;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** Bytes as Ratis writes them. */
final class LogFiles {

    static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);

    private LogFiles() {}

    static byte[] framed(byte[] entry) {
        var framed = ByteBuffer.allocate(entry.length + 16);
        int left = entry.length;
        for (; left >= 0x80; left >>>= 7) {
            framed.put((byte) (left | 0x80));
        }
        framed.put((byte) left).put(entry);
        var crc = new CRC32C();
        crc.update(framed.array(), 0, framed.position());
        framed.putInt((int) crc.getValue());
        return Arrays.copyOf(framed.array(), framed.position());
    }

    /** @param size of what it logs */
    static byte[] entry(long term, long index, int size) {
        var data = StateMachineLogEntryProto.newBuilder().setLogData(ByteString.copyFrom(new byte[size]));
        return framed(LogEntryProto.newBuilder()
                .setTerm(term)
                .setIndex(index)
                .setStateMachineLogEntry(data)
                .build()
                .toByteArray());
    }

    static byte[] segment(byte[]... entries) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HEADER);
        for (var entry : entries) {
            bytes.writeBytes(entry);
        }
        return bytes.toByteArray();
    }
}
