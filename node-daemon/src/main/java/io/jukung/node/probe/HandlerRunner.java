package io.jukung.node.probe;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.node.cri.CriClient;
import io.jukung.node.cri.CriException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Carries out probe and hook handlers. Never throws for what a handler may meet. */
public final class HandlerRunner {

    /** Output of a probe is cut to this in messages. */
    private static final int OUTPUT_LIMIT = 10 * 1_024;

    private final CriClient cri;

    public HandlerRunner(CriClient cri) {
        this.cri = cri;
    }

    /**
     * How it went.
     *
     * @param output what to tell people about a probe
     * @param error what to tell people about a hook
     */
    public record Result(boolean passed, String output, String error) {

        Result(boolean passed, String output) {
            this(passed, output, output);
        }
    }

    /**
     * Where the handler acts.
     *
     * @param spec the container's tree, for named ports
     * @param address the pod's
     */
    public record Target(String containerId, ObjectValue spec, String address) {}

    public Result run(Handler handler, Target target, Duration timeout) {
        return switch (handler) {
            case Handler.Exec exec -> exec(exec, target, timeout);
            case Handler.HttpGet get -> http(get, target, timeout);
            case Handler.TcpSocket(var host, var port) -> {
                var number = port.resolve(target.spec());
                yield number.isEmpty()
                        ? new Result(false, "couldn't find port: " + port)
                        : tcp(host.isEmpty() ? target.address() : host, number.get(), timeout);
            }
            case Handler.Grpc(var port, var service) -> GrpcHealth.ask(target.address(), port, service, timeout);
            case Handler.Sleep(var seconds) -> sleep(seconds);
        };
    }

    private Result exec(Handler.Exec exec, Target target, Duration timeout) {
        try {
            var answer = cri.execSync(target.containerId(), exec.command(), timeout);
            var output = cut(answer.getStdout().toString(StandardCharsets.UTF_8)
                    + answer.getStderr().toString(StandardCharsets.UTF_8));
            return new Result(
                    answer.getExitCode() == 0,
                    output,
                    "command '" + String.join(" ", exec.command()) + "' exited with " + answer.getExitCode() + ": "
                            + cut(answer.getStderr().toString(StandardCharsets.UTF_8)) + ", message: "
                            + Json.text(Value.of(output)));
        } catch (CriException e) {
            return e.timedOut()
                    ? new Result(
                            false,
                            "command timed out: \"" + String.join(" ", exec.command()) + "\" timed out after "
                                    + timeout.toSeconds() + "s")
                    : new Result(false, e.getMessage() == null ? e.code().name() : e.getMessage());
        }
    }

    private static Result http(Handler.HttpGet get, Target target, Duration timeout) {
        var port = get.port().resolve(target.spec());
        if (port.isEmpty()) {
            return new Result(false, "couldn't find port: " + get.port());
        }
        var host = get.host().isEmpty() ? target.address() : get.host();
        var url = get.scheme() + "://" + bracketed(host) + ":" + port.get() + get.path();
        try {
            int status = HttpProbe.status(get, host, port.get(), timeout);
            return status >= 200 && status < 400
                    ? new Result(true, "")
                    : new Result(false, "HTTP probe failed with statuscode: " + status);
        } catch (SocketTimeoutException e) {
            return new Result(
                    false,
                    "Get \"" + url + "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        } catch (IOException e) {
            return new Result(false, "Get \"" + url + "\": " + dialError(e, host, port.get()));
        }
    }

    private static Result tcp(String host, int port, Duration timeout) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            return new Result(true, "");
        } catch (IOException e) {
            return new Result(false, dialError(e, host, port));
        }
    }

    private static Result sleep(long seconds) {
        try {
            Thread.sleep(Duration.ofSeconds(seconds));
            return new Result(true, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(false, "interrupted");
        }
    }

    /** Connection errors in the words people know from the kubelet. */
    private static String dialError(IOException e, String host, int port) {
        var where = "dial tcp " + bracketed(host) + ":" + port + ": ";
        if (e instanceof SocketTimeoutException) {
            return where + "i/o timeout";
        }
        if (e instanceof ConnectException) {
            return where + "connect: connection refused";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static String cut(String text) {
        return text.length() > OUTPUT_LIMIT ? text.substring(0, OUTPUT_LIMIT) : text;
    }
}
