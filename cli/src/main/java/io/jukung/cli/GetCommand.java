package io.jukung.cli;

import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.cli.rest.PrettyJson;
import io.jukung.cli.rest.ResourceNames;
import io.jukung.cli.rest.ResourceNames.ResourceInfo;
import io.jukung.cli.rest.RestClient;
import io.jukung.cli.rest.RestFailure;
import io.jukung.cli.rest.TablePrinter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung get}. */
@Command(
        name = "get",
        description = "Show objects: one kind, several (pods,services), a category (all), or one object.")
final class GetCommand implements Callable<Integer> {

    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "Objects of all namespaces.")
    private boolean allNamespaces;

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            defaultValue = "",
            description = "Only objects with these labels, for example app=hello,tier!=db.")
    private String selector = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "",
            description = "json, yaml, wide or name; a table without it.")
    private String output = "";

    @Parameters(arity = "1..*", paramLabel = "KIND [NAME…]", description = "A kind and names, or KIND/NAME.")
    private List<String> what = List.of();

    @Override
    public Integer call() {
        if (!List.of("", "json", "yaml", "wide", "name").contains(output)) {
            throw new CommandFailure("--output=" + output + ": expected json, yaml, wide or name");
        }
        try (var client = connection.connect()) {
            var targets = ObjectTarget.parse(what, ResourceNames.discover(client));
            if (allNamespaces
                    && targets.stream().anyMatch(target -> !target.name().isEmpty())) {
                throw new CommandFailure("an object is named in one namespace: use -n NS instead of -A");
            }
            return output.isEmpty() || output.equals("wide") ? tables(client, targets) : objects(client, targets);
        }
    }

    /** One table a kind, an empty line between; one of a kind for several objects named. */
    private int tables(RestClient client, List<ObjectTarget> targets) {
        int failed = 0;
        var blocks = new ArrayList<String>();
        @Nullable ResourceInfo last = null;
        for (var target : targets) {
            try {
                var table = client.get(path(client, target), TABLE);
                var resource = target.resource();
                if (table.list("rows").isEmpty()) {
                    continue;
                }
                var lines = TablePrinter.lines(table, output.equals("wide"), allNamespaces && resource.namespaced());
                if (resource.equals(last)) {
                    blocks.add(String.join("\n", lines.subList(1, lines.size())));
                } else {
                    blocks.add((last == null ? "" : "\n") + String.join("\n", lines));
                }
                last = resource;
            } catch (RestFailure e) {
                failed++;
                System.err.println(e.sentence());
            }
        }
        blocks.forEach(System.out::println);
        if (blocks.isEmpty() && failed == 0) {
            System.err.println(
                    allNamespaces
                            ? "No resources found"
                            : "No resources found in " + connection.namespace(client) + " namespace.");
        }
        return failed == 0 ? 0 : 1;
    }

    /** One object as it is, everything else as one List that {@code apply} reads again. */
    private int objects(RestClient client, List<ObjectTarget> targets) {
        int failed = 0;
        var found = new ArrayList<Value>();
        var names = new ArrayList<String>();
        for (var target : targets) {
            try {
                var answer = client.get(path(client, target));
                for (var object : target.name().isEmpty() ? items(answer, target.resource()) : List.of(answer)) {
                    found.add(object);
                    names.add(target.resource().objectName(new KubeObject(object).name()));
                }
            } catch (RestFailure e) {
                failed++;
                System.err.println(e.sentence());
            }
        }
        if (output.equals("name")) {
            names.forEach(System.out::println);
            return failed == 0 ? 0 : 1;
        }
        boolean one = targets.size() == 1 && !targets.getFirst().name().isEmpty();
        if (one && found.isEmpty()) {
            return 1;
        }
        var shown = one
                ? found.getFirst()
                : ObjectValue.builder()
                        .put("apiVersion", "v1")
                        .put("items", ListValue.of(found))
                        .put("kind", "List")
                        .put("metadata", ObjectValue.of("resourceVersion", Value.of("")))
                        .build();
        System.out.print(output.equals("json") ? PrettyJson.text(shown) + "\n" : Yaml.write(shown));
        return failed == 0 ? 0 : 1;
    }

    private String path(RestClient client, ObjectTarget target) {
        var namespace = allNamespaces ? "" : connection.namespace(client);
        if (!target.name().isEmpty()) {
            return target.resource().path(namespace, target.name());
        }
        return target.resource().path(namespace)
                + (selector.isEmpty() ? "" : "?labelSelector=" + RestClient.encoded(selector));
    }

    /** Items of a list do not repeat what the list says of them all. */
    private static List<ObjectValue> items(ObjectValue list, ResourceInfo resource) {
        return list.list("items").objects().stream()
                .map(item -> item.with("apiVersion", Value.of(resource.apiVersion()))
                        .with("kind", Value.of(resource.kind())))
                .toList();
    }

    /**
     * What a command's arguments name.
     *
     * @param name "" for the whole collection
     */
    record ObjectTarget(ResourceInfo resource, String name) {

        /** Reads {@code KIND}, {@code KIND NAME…}, {@code KIND/NAME…} and {@code KIND,KIND}. */
        static List<ObjectTarget> parse(List<String> arguments, ResourceNames names) {
            var targets = new ArrayList<ObjectTarget>();
            if (arguments.getFirst().contains("/")) {
                for (var argument : arguments) {
                    int slash = argument.indexOf('/');
                    if (slash <= 0 || slash == argument.length() - 1) {
                        throw new CommandFailure("\"" + argument + "\": expected KIND/NAME");
                    }
                    targets.add(
                            new ObjectTarget(names.find(argument.substring(0, slash)), argument.substring(slash + 1)));
                }
                return targets;
            }
            for (var kind : arguments.getFirst().split(",")) {
                for (var resource : names.findAll(kind)) {
                    if (arguments.size() == 1) {
                        targets.add(new ObjectTarget(resource, ""));
                    }
                    for (var name : arguments.subList(1, arguments.size())) {
                        targets.add(new ObjectTarget(resource, name));
                    }
                }
            }
            return targets;
        }
    }
}
