package io.jukung.node.probe;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * One HTTP/1.1 GET, of whose answer only the status counts. By hand because probes may set any header
 * (Host included) and must not be shared, pooled or redirected.
 */
final class HttpProbe {

    private static final int STATUS_LINE_LIMIT = 1_024;

    private HttpProbe() {}

    static int status(Handler.HttpGet get, String host, int port, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), left(deadline));
            plain.setSoTimeout(left(deadline));
            try (var socket = get.scheme().equals("https") ? secured(plain, host, port) : plain) {
                socket.getOutputStream().write(request(get, host, port).getBytes(StandardCharsets.UTF_8));
                return parse(statusLine(socket.getInputStream(), socket, deadline));
            }
        }
    }

    private static String request(Handler.HttpGet get, String host, int port) {
        var request = new StringBuilder("GET ").append(get.path()).append(" HTTP/1.1\r\n");
        var headers = get.headers();
        if (headers.keySet().stream().noneMatch("host"::equalsIgnoreCase)) {
            request.append("Host: ").append(host).append(':').append(port).append("\r\n");
        }
        if (headers.keySet().stream().noneMatch("user-agent"::equalsIgnoreCase)) {
            request.append("User-Agent: kube-probe/1.36\r\n");
        }
        if (headers.keySet().stream().noneMatch("accept"::equalsIgnoreCase)) {
            request.append("Accept: */*\r\n");
        }
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        return request.append("Connection: close\r\n\r\n").toString();
    }

    private static String statusLine(InputStream in, Socket socket, long deadline) throws IOException {
        var line = new ByteArrayOutputStream();
        while (line.size() < STATUS_LINE_LIMIT) {
            socket.setSoTimeout(left(deadline));
            int c = in.read();
            if (c < 0) {
                throw new EOFException("EOF");
            }
            if (c == '\n') {
                break;
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static int parse(String statusLine) throws IOException {
        var words = statusLine.strip().split(" ");
        if (words.length < 2 || !words[0].startsWith("HTTP/") || !words[1].matches("[0-9]{3}")) {
            throw new IOException("malformed HTTP response \"" + statusLine.strip() + "\"");
        }
        return Integer.parseInt(words[1]);
    }

    private static int left(long deadline) throws SocketTimeoutException {
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    /** TLS without any verification: the pod's certificate is the pod's own matter, as with the kubelet. */
    private static Socket secured(Socket plain, String host, int port) throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context.getSocketFactory().createSocket(plain, host, port, true);
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS is not available: " + e.getMessage(), e);
        }
    }

    private static final class TrustAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
