package io.jukung.store.contract;

import com.google.protobuf.ByteString;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An HTTP/2 connection by hand, for what no client library lets one do (RFC 9113, section 6). */
final class Http2 implements AutoCloseable {

    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int MAX_CONCURRENT_STREAMS = 3;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private record Frame(int type, int flags, ByteString payload) {}

    private Http2(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    static Http2 connect(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        socket.connect(address, 5000);
        socket.setSoTimeout(Server.PATIENCE_SECONDS * 1000);
        var connection = new Http2(socket);
        connection.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        connection.send(SETTINGS, 0, new byte[0]);
        return connection;
    }

    private void send(int type, int flags, byte[] payload) throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(0);
        out.write(payload);
        out.flush();
    }

    private Frame read() throws IOException {
        int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        in.readInt();
        return new Frame(type, flags, ByteString.copyFrom(in.readNBytes(length)));
    }

    private static long number(ByteString bytes, int from, int length) {
        long number = 0;
        for (int i = from; i < from + length; i++) {
            number = (number << 8) | (bytes.byteAt(i) & 0xff);
        }
        return number;
    }

    /** How many streams the server's first settings allow at once; all that HTTP/2 can count if they do not say. */
    long maxConcurrentStreams() throws IOException {
        while (true) {
            var frame = read();
            if (frame.type() == SETTINGS && frame.flags() == 0) {
                for (int at = 0; at < frame.payload().size(); at += 6) {
                    if (number(frame.payload(), at, 2) == MAX_CONCURRENT_STREAMS) {
                        return number(frame.payload(), at + 2, 4);
                    }
                }
                return 0xffff_ffffL;
            }
        }
    }

    /** Pings without pause until the server has enough; the error code and text it goes away with. */
    String pingUntilGone(int most) throws IOException {
        var frames = new ArrayList<Frame>();
        try {
            for (int i = 0; i < most; i++) {
                send(PING, 0, new byte[8]);
            }
            while (true) {
                frames.add(read());
            }
        } catch (EOFException | SocketException gone) {
            return goaway(frames);
        }
    }

    private static String goaway(List<Frame> frames) {
        return frames.stream()
                .filter(frame -> frame.type() == GOAWAY)
                .map(frame -> "GOAWAY " + number(frame.payload(), 4, 4) + " "
                        + frame.payload().substring(8).toString(StandardCharsets.US_ASCII))
                .findFirst()
                .orElse("closed");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
