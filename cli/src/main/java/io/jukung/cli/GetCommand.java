package io.jukung.cli;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.cli.rest.ResourceNames;
import io.jukung.cli.rest.ResourceNames.ResourceInfo;
import io.jukung.cli.rest.RestClient;
import io.jukung.cli.rest.TablePrinter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
            var names = ResourceNames.discover(client);
            var targets = ObjectTarget.parse(what, names);
            boolean several = targets.size() > 1;
            boolean found = false;
            for (var target : targets) {
                found |= show(client, target, several);
            }
            if (!found) {
                System.err.println(
                        allNamespaces
                                ? "No resources found"
                                : "No resources found in " + connection.namespace(client) + " namespace.");
            }
            return 0;
        }
    }

    private boolean show(RestClient client, ObjectTarget target, boolean several) {
        var resource = target.resource();
        var path = resource.path(allNamespaces ? "" : connection.namespace(client))
                + (target.name().isEmpty() ? "" : "/" + target.name())
                + (selector.isEmpty() || !target.name().isEmpty()
                        ? ""
                        : "?labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8));
        if (output.isEmpty() || output.equals("wide")) {
            var table = client.get(path, TABLE);
            if (table.list("rows").isEmpty()) {
                return false;
            }
            TablePrinter.lines(table, output.equals("wide"), allNamespaces && resource.namespaced())
                    .forEach(System.out::println);
            if (several) {
                System.out.println();
            }
            return true;
        }
        var answer = client.get(path);
        switch (output) {
            case "json" -> System.out.println(new String(Json.write(answer), StandardCharsets.UTF_8));
            case "yaml" -> System.out.print(Yaml.write(answer));
            default ->
                objects(answer, target).forEach(object -> System.out.println(resource.objectName(object.name())));
        }
        return true;
    }

    private static List<KubeObject> objects(ObjectValue answer, ObjectTarget target) {
        if (!target.name().isEmpty()) {
            return List.of(new KubeObject(answer));
        }
        var objects = new ArrayList<KubeObject>();
        answer.list("items").objects().forEach(item -> objects.add(new KubeObject(item)));
        return objects;
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
