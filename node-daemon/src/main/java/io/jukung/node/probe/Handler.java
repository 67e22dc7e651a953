package io.jukung.node.probe;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a probe or a lifecycle hook does. */
public sealed interface Handler {

    /** Runs a program inside the container; exit code 0 is success. */
    record Exec(List<String> command) implements Handler {
        public Exec {
            command = List.copyOf(command);
        }
    }

    /**
     * Asks over HTTP; 200 to 399 is success.
     *
     * @param scheme {@code http} or {@code https} (certificates are not verified, as with the kubelet)
     * @param host "" for the pod's address
     */
    record HttpGet(String scheme, String host, Port port, String path, Map<String, String> headers) implements Handler {
        public HttpGet {
            headers = Map.copyOf(headers);
        }
    }

    /** Opens a connection. */
    record TcpSocket(String host, Port port) implements Handler {}

    /** Asks the gRPC health service. */
    record Grpc(int port, String service) implements Handler {}

    /** Waits; for lifecycle hooks. */
    record Sleep(long seconds) implements Handler {}

    /** A port by number or by its name among the container's ports. */
    sealed interface Port {
        record ByNumber(int value) implements Port {}

        record ByName(String value) implements Port {}

        static Port of(Value value) {
            return switch (value) {
                case Scalar.Whole(var number) -> new ByNumber((int) number);
                case Scalar.Text(var text) ->
                    text.chars().allMatch(Character::isDigit) && !text.isEmpty()
                            ? new ByNumber(Integer.parseInt(text))
                            : new ByName(text);
                default -> new ByNumber(0);
            };
        }

        /** The number; empty when the container's spec has no port of the name. */
        default Optional<Integer> resolve(ObjectValue container) {
            return switch (this) {
                case ByNumber(var number) -> Optional.of(number);
                case ByName(var name) ->
                    container.list("ports").objects().stream()
                            .filter(port -> port.text("name").equals(name))
                            .map(port -> (int) port.whole(0, "containerPort"))
                            .findFirst();
            };
        }
    }

    /** Reads the handler fields of a probe or hook; empty where it has none. */
    static Optional<Handler> of(ObjectValue tree) {
        if (tree.has("exec")) {
            return Optional.of(new Exec(tree.list("exec", "command").texts()));
        }
        if (tree.has("httpGet")) {
            return Optional.of(httpGet(tree.object("httpGet")));
        }
        if (tree.has("tcpSocket")) {
            var socket = tree.object("tcpSocket");
            return Optional.of(new TcpSocket(socket.text("host"), port(socket)));
        }
        if (tree.has("grpc")) {
            var grpc = tree.object("grpc");
            return Optional.of(new Grpc((int) grpc.whole(0, "port"), grpc.text("service")));
        }
        if (tree.has("sleep")) {
            return Optional.of(new Sleep(tree.whole(0, "sleep", "seconds")));
        }
        return Optional.empty();
    }

    private static HttpGet httpGet(ObjectValue get) {
        var headers = new LinkedHashMap<String, String>();
        for (var header : get.list("httpHeaders").objects()) {
            headers.put(header.text("name"), header.text("value"));
        }
        var scheme = get.text("scheme").equalsIgnoreCase("HTTPS") ? "https" : "http";
        var path = get.text("path");
        return new HttpGet(scheme, get.text("host"), port(get), path.startsWith("/") ? path : "/" + path, headers);
    }

    private static Port port(ObjectValue tree) {
        var value = tree.get("port");
        return value == null ? new Port.ByNumber(0) : Port.of(value);
    }
}
