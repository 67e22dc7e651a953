package io.jukung.netproxy.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A resolver that knows example.com alone, unless it is told to fail. */
final class FakeUpstream implements AutoCloseable {

    private final DatagramSocket socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean silent;
    private volatile boolean failing;

    FakeUpstream() throws IOException {
        Thread.ofVirtual().start(this::run);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    List<String> asked() {
        return asked;
    }

    void silence() {
        silent = true;
    }

    /** From now on it says of every name that it failed. */
    void fail() {
        failing = true;
    }

    @Override
    public void close() {
        socket.close();
    }

    private void run() {
        var packet = new DatagramPacket(new byte[4096], 4096);
        while (!socket.isClosed()) {
            try {
                socket.receive(packet);
                var query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                var question = query.getQuestion();
                asked.add(question.getName() + " " + Type.string(question.getType()));
                if (!silent) {
                    // First one that answers another question: it must not be taken.
                    send(forged(query), packet);
                    send(answer(query), packet);
                }
            } catch (IOException e) {
                // Closed, or a scrap.
            }
        }
    }

    private Message forged(Message query) {
        var answer = answer(query);
        answer.getHeader().setID(query.getHeader().getID() ^ 1);
        return answer;
    }

    private Message answer(Message query) {
        var question = query.getQuestion();
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        if (failing) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
        } else if (question.getName().toString(true).equals("example.com")) {
            if (question.getType() == Type.A) {
                answer.addRecord(
                        new ARecord(question.getName(), DClass.IN, 300, InetAddress.ofLiteral("192.0.2.77")),
                        Section.ANSWER);
            }
        } else {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return answer;
    }

    private void send(Message answer, DatagramPacket to) throws IOException {
        var bytes = answer.toWire();
        socket.send(new DatagramPacket(bytes, bytes.length, to.getSocketAddress()));
    }
}
