package io.jukung.cli.rest;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.cli.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One {@code exec} or {@code attach} over WebSocket, protocol {@code v5.channel.k8s.io}: the first byte of
 * each message is the channel, 0 stdin, 1 stdout, 2 stderr, 3 the final Status, 4 the size of the terminal,
 * 255 end of a channel.
 */
public final class ExecSession implements WebSocket.Listener {

    private static final String PROTOCOL = "v5.channel.k8s.io";
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int STATUS = 3;
    private static final int RESIZE = 4;
    private static final int CLOSE = 255;
    private static final int CHUNK = 8 << 10;
    /** How often a terminal is asked for its size: a window that is drawn larger is followed as one draws. */
    private static final Duration SIZE_EVERY = Duration.ofMillis(100);

    private final OutputStream out;
    private final OutputStream err;
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private int channel = -1;
    private final ByteArrayOutputStream status = new ByteArrayOutputStream();

    private ExecSession(OutputStream out, OutputStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command that {@code path} names until it ends.
     *
     * @param in what the command reads, or null for nothing
     * @param terminal the size of the user's terminal now, which the command's follows; empty where there is none
     * @return the command's exit code
     */
    public static int run(
            RestClient client,
            String path,
            @Nullable InputStream in,
            OutputStream out,
            OutputStream err,
            Supplier<Optional<TerminalSize>> terminal) {
        var session = new ExecSession(out, err);
        var http = client.uri(path);
        var uri = URI.create(http.toString().replaceFirst("^http", "ws"));
        try {
            var socket = client.http()
                    .newWebSocketBuilder()
                    .subprotocols(PROTOCOL)
                    .buildAsync(uri, session)
                    .join();
            if (terminal.get().isPresent()) {
                Thread.ofVirtual().name("exec-resize").start(() -> session.follow(terminal, socket));
            }
            if (in != null) {
                Thread.ofVirtual().name("exec-stdin").start(() -> session.send(socket, in));
            }
            return session.exitCode.join();
        } catch (CompletionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof WebSocketHandshakeException handshake) {
                throw new CommandFailure(
                        "the server refused: HTTP " + handshake.getResponse().statusCode(), e);
            }
            throw new CommandFailure("the session ended early: " + cause.getMessage(), e);
        }
    }

    private void send(WebSocket socket, InputStream in) {
        var chunk = new byte[CHUNK];
        try {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                send(socket, STDIN, Arrays.copyOf(chunk, read));
            }
            send(socket, CLOSE, new byte[] {STDIN});
        } catch (IOException | CompletionException e) {
            // The session is over; its end tells why.
            socket.abort();
        }
    }

    /** Tells the size at once and whenever it is another, until the session ends. */
    private void follow(Supplier<Optional<TerminalSize>> terminal, WebSocket socket) {
        Optional<TerminalSize> told = Optional.empty();
        try {
            while (!exitCode.isDone()) {
                var size = terminal.get();
                if (size.isPresent() && !size.equals(told)) {
                    send(socket, RESIZE, size.get().json().getBytes(StandardCharsets.UTF_8));
                    told = size;
                }
                Thread.sleep(SIZE_EVERY);
            }
        } catch (CompletionException | InterruptedException e) {
            // The session is over; its end tells why.
        }
    }

    /** One message after another: a WebSocket takes the next when the last is on its way. */
    private synchronized void send(WebSocket socket, int to, byte[] data) {
        var message = ByteBuffer.allocate(data.length + 1).put((byte) to).put(data);
        socket.sendBinary(message.flip(), true).join();
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        try {
            if (channel < 0 && data.hasRemaining()) {
                channel = Byte.toUnsignedInt(data.get());
            }
            var bytes = new byte[data.remaining()];
            data.get(bytes);
            switch (channel) {
                case STDOUT -> write(out, bytes);
                case STDERR -> write(err, bytes);
                case STATUS -> status.writeBytes(bytes);
                default -> {
                    // A channel that this side does not read.
                }
            }
            if (last) {
                if (channel == STATUS) {
                    exitCode.complete(exitCode(status.toByteArray()));
                }
                channel = -1;
            }
        } catch (UncheckedIOException e) {
            exitCode.completeExceptionally(e);
        }
        socket.request(1);
        return CompletableFuture.completedStage(null);
    }

    private static void write(OutputStream target, byte[] bytes) {
        try {
            target.write(bytes);
            target.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int exitCode(byte[] statusJson) {
        try {
            if (!(Json.read(statusJson) instanceof ObjectValue tree)
                    || tree.text("status").equals("Success")) {
                return 0;
            }
            for (var cause : tree.list("details", "causes").objects()) {
                if (cause.text("reason").equals("ExitCode")) {
                    return Integer.parseInt(cause.text("message"));
                }
            }
            write(err, ("error: " + tree.text("message") + "\n").getBytes(StandardCharsets.UTF_8));
            return 1;
        } catch (DecodingException | NumberFormatException e) {
            return 1;
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        exitCode.completeExceptionally(
                new IOException(reason.isEmpty() ? "closed by the server (" + code + ")" : reason));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        exitCode.completeExceptionally(error);
    }
}
