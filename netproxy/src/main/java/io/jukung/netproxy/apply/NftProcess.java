package io.jukung.netproxy.apply;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.netproxy.rules.Inventory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** nftables by the {@code nft} program, one process a transaction. */
public final class NftProcess implements Nft {

    private static final Duration AT_MOST = Duration.ofSeconds(30);

    @Override
    public void run(String program) throws NftException {
        var result = command(List.of("nft", "-f", "-"), program);
        if (!result.succeeded()) {
            throw new NftException("nft refused a transaction: " + result.complaint());
        }
    }

    @Override
    public Inventory inventory(String table) throws NftException {
        var tables = command(List.of("nft", "list", "tables", "ip"), "");
        if (!tables.succeeded()) {
            throw new NftException("nft cannot list tables: " + tables.complaint());
        }
        if (tables.out().lines().noneMatch(line -> line.strip().equals("table ip " + table))) {
            return Inventory.EMPTY;
        }
        // Terse: names are wanted, not thousands of elements.
        var listed = command(List.of("nft", "-j", "-t", "list", "table", "ip", table), "");
        if (!listed.succeeded()) {
            throw new NftException("nft cannot list table " + table + ": " + listed.complaint());
        }
        var objects = Json.readObject(listed.out().getBytes(StandardCharsets.UTF_8))
                .list("nftables")
                .objects();
        return new Inventory(names(objects, "chain"), names(objects, "set"), names(objects, "map"));
    }

    private static Set<String> names(List<ObjectValue> objects, String kind) {
        return objects.stream()
                .filter(object -> object.has(kind))
                .map(object -> object.text(kind, "name"))
                .collect(Collectors.toSet());
    }

    private static Command.Result command(List<String> command, String input) throws NftException {
        try {
            return Command.run(command, input, AT_MOST);
        } catch (IOException e) {
            throw new NftException("cannot run nft (package nftables): " + e.getMessage(), e);
        }
    }
}
