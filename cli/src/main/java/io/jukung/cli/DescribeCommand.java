package io.jukung.cli;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.cli.GetCommand.ObjectTarget;
import io.jukung.cli.rest.ResourceNames;
import io.jukung.cli.rest.RestClient;
import io.jukung.cli.rest.TablePrinter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jukung describe}: the object for people, and what happened to it. */
@Command(name = "describe", description = "Show an object in full, with its events.")
final class DescribeCommand implements Callable<Integer> {

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(arity = "1..*", paramLabel = "KIND [NAME…]", description = "A kind and names, or KIND/NAME.")
    private List<String> what = List.of();

    @Override
    public Integer call() {
        try (var client = connection.connect()) {
            var namespace = connection.namespace(client);
            var blocks = new ArrayList<String>();
            for (var target : ObjectTarget.parse(what, ResourceNames.discover(client))) {
                var path = target.resource().path(namespace);
                if (!target.name().isEmpty()) {
                    blocks.add(describe(
                            client, new KubeObject(client.get(target.resource().path(namespace, target.name())))));
                    continue;
                }
                var kind = target.resource();
                for (var item : client.get(path).list("items").objects()) {
                    // Items of a list do not repeat what the list says of them all.
                    blocks.add(describe(client, new KubeObject(item.with("kind", Value.of(kind.kind())))));
                }
            }
            System.out.print(String.join("\n\n", blocks));
            return 0;
        }
    }

    private static String describe(RestClient client, KubeObject object) {
        var text = new StringBuilder();
        var shown = object.tree().withoutAt("metadata", "managedFields");
        text.append("Name: ").append(object.name()).append('\n');
        if (!object.namespace().isEmpty()) {
            text.append("Namespace: ").append(object.namespace()).append('\n');
        }
        text.append("Kind: ").append(object.kind()).append('\n');
        write(text, shown.object("metadata").without("name").without("namespace"), 0);
        write(text, shown.without("metadata").without("kind").without("apiVersion"), 0);
        text.append(events(client, object));
        return text.toString();
    }

    private static void write(StringBuilder text, ObjectValue object, int depth) {
        object.fields().forEach((name, value) -> write(text, title(name), value, depth));
    }

    private static void write(StringBuilder text, String label, Value value, int depth) {
        text.repeat("  ", depth).append(label).append(':');
        switch (value) {
            case ObjectValue object -> {
                text.append('\n');
                write(text, object, depth + 1);
            }
            case ListValue list -> {
                text.append('\n');
                for (var item : list) {
                    if (item instanceof ObjectValue object) {
                        text.repeat("  ", depth + 1).append("-\n");
                        write(text, object, depth + 2);
                    } else {
                        text.repeat("  ", depth + 1).append(plain(item)).append('\n');
                    }
                }
            }
            case Scalar scalar -> text.append(' ').append(plain(scalar)).append('\n');
        }
    }

    private static String plain(Value value) {
        return switch (value) {
            case Scalar.Text(var text) -> text;
            case Scalar.Whole(var whole) -> Long.toString(whole);
            case Scalar.Real(var real) -> Double.toString(real);
            case Scalar.Flag flag -> Boolean.toString(flag.value());
            case Scalar.Null ignored -> "<none>";
            case ObjectValue object -> object.toString();
            case ListValue list -> list.toString();
        };
    }

    /** {@code podIP} → {@code Pod IP}; names that are not one camel-case word stay as they are. */
    private static String title(String name) {
        if (!name.matches("[a-z][A-Za-z0-9]*")) {
            return name;
        }
        var words = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static String events(RestClient client, KubeObject object) {
        var selector = "involvedObject.uid=" + object.uid();
        var namespace = object.namespace().isEmpty() ? "default" : object.namespace();
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("  TYPE", "REASON", "COUNT", "LAST SEEN", "MESSAGE"));
        for (var event : client.get("/api/v1/namespaces/" + namespace + "/events?fieldSelector="
                        + URLEncoder.encode(selector, StandardCharsets.UTF_8))
                .list("items")
                .objects()) {
            rows.add(List.of(
                    "  " + event.text("type"),
                    event.text("reason"),
                    Long.toString(event.whole(1, "count")),
                    event.text("lastTimestamp"),
                    event.text("message").strip()));
        }
        return rows.size() == 1 ? "Events: <none>\n" : "Events:\n" + String.join("\n", TablePrinter.align(rows)) + "\n";
    }
}
