package io.jukung.netproxy.apply;

import io.jukung.netproxy.rules.Inventory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** nftables by the {@code nft} program, one process a transaction. */
public final class NftProcess implements Nft {

    private static final Duration AT_MOST = Duration.ofMinutes(2);
    private static final Pattern TRANSLATION = Pattern.compile("dnat to [0-9.]+:(\\d{1,5})");

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
        var listed = command(List.of("nft", "-t", "list", "table", "ip", table), "");
        if (!listed.succeeded()) {
            throw new NftException("nft cannot list table " + table + ": " + listed.complaint());
        }
        return new Inventory(names(listed.out(), "chain"), names(listed.out(), "set"), names(listed.out(), "map"));
    }

    @Override
    public OptionalInt portBehind(String table, String chain) throws NftException {
        var listed = command(List.of("nft", "list", "chain", "ip", table, chain), "");
        var translation = TRANSLATION.matcher(listed.out());
        return listed.succeeded() && translation.find()
                ? OptionalInt.of(Integer.parseInt(translation.group(1)))
                : OptionalInt.empty();
    }

    private static Set<String> names(String listing, String kind) {
        var start = "\t" + kind + " ";
        return listing.lines()
                .filter(line -> line.startsWith(start) && line.endsWith(" {"))
                .map(line -> line.substring(start.length(), line.length() - 2))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Command.Result command(List<String> command, String input) throws NftException {
        try {
            return Command.run(command, input, AT_MOST);
        } catch (IOException e) {
            throw new NftException("cannot run nft (package nftables): " + e.getMessage(), e);
        }
    }
}
