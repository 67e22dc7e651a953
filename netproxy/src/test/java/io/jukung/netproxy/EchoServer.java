package io.jukung.netproxy;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/** Tells each client, over TCP and UDP, who answers and whom it sees: {@code name client-address}. */
final class EchoServer implements Closeable {

    private final String name;
    private final ServerSocket tcp;
    private final DatagramSocket udp;

    private EchoServer(String name, InetSocketAddress address) throws IOException {
        this.name = name;
        tcp = new ServerSocket(address.getPort(), 50, address.getAddress());
        udp = new DatagramSocket(address);
    }

    /** Starts in the calling thread's network namespace. */
    static EchoServer start(String name, String address, int port) throws IOException {
        var server = new EchoServer(name, new InetSocketAddress(InetAddress.getByName(address), port));
        Thread.ofPlatform().daemon().start(server::serveTcp);
        Thread.ofPlatform().daemon().start(server::serveUdp);
        return server;
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (var client = tcp.accept()) {
                client.getOutputStream().write(greeting(client.getInetAddress()));
            } catch (IOException e) {
                // The client went, or the server closes.
            }
        }
    }

    private void serveUdp() {
        var packet = new DatagramPacket(new byte[512], 512);
        while (!udp.isClosed()) {
            try {
                udp.receive(packet);
                var greeting = greeting(packet.getAddress());
                udp.send(new DatagramPacket(greeting, greeting.length, packet.getSocketAddress()));
            } catch (IOException e) {
                // The server closes.
            }
        }
    }

    private byte[] greeting(InetAddress client) {
        return (name + " " + client.getHostAddress()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        tcp.close();
        udp.close();
    }
}
