package io.jukung.cli.registry;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.InitialCluster;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who has registered for a cluster, as etcd's v3discovery reads it: the first {@code size} of them are its members.
 *
 * @param token names the cluster
 * @param size how many members it has, 1 or more
 * @param entries by the revision they were made at, the oldest first
 */
record Registry(String token, int size, List<Entry> entries) {

    private static final String ROOT = "/_etcd/registry";

    /**
     * A key under {@code members}.
     *
     * @param value {@code NAME=URL,…}, as in {@code --initial-cluster}
     * @param createRevision of the key
     */
    record Entry(String key, String value, long createRevision) {}

    Registry {
        entries = List.copyOf(entries);
    }

    static String sizeKey(String token) {
        return path(token, "_config/size");
    }

    /** What the keys of all members begin with. */
    static String membersPrefix(String token) {
        return path(token, "members");
    }

    static String memberKey(String token, long memberId) {
        return path(token, "members/" + Long.toHexString(memberId));
    }

    /** As Go's {@code path.Join}: a token may have slashes. */
    private static String path(String token, String rest) {
        return Path.of(ROOT, token, rest).normalize().toString();
    }

    /**
     * Nobody has registered yet.
     *
     * @param size the value of {@link #sizeKey}, if there is one
     * @throws CommandFailure if it is no number of members
     */
    static Registry empty(String token, Optional<String> size) {
        if (size.isEmpty()) {
            throw failed("size key not found", "put the number of members to " + sizeKey(token) + " of it first");
        }
        try {
            int members = Integer.parseInt(size.get());
            if (members > 0) {
                return new Registry(token, members, List.of());
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw failed(
                "size key is bad",
                sizeKey(token) + " is \"" + size.get() + "\", expected a number of members, 1 or more");
    }

    /** With one more that has registered; the same where that one is none, see {@link #objection}. */
    Registry with(Entry entry) {
        if (objection(entry).isPresent()) {
            return this;
        }
        var more = new ArrayList<>(entries);
        more.add(entry);
        more.sort(Comparator.comparingLong(Entry::createRevision));
        return new Registry(token, size, more);
    }

    /** Why an entry is no further member. */
    Optional<String> objection(Entry entry) {
        if (entry.value().indexOf('=') < 0) {
            return Optional.of("invalid peer info returned from discovery service");
        }
        return entries.stream().anyMatch(known -> known.key().equals(entry.key()))
                ? Optional.of("found duplicate peer from discovery service")
                : Optional.empty();
    }

    /**
     * Checks that a member is among the first, or can be.
     *
     * @throws CommandFailure if the cluster has all its members, and this is none
     */
    void checkPlaceFor(long memberId) {
        var key = memberKey(token, memberId);
        if (entries.size() >= size
                && entries.stream().limit(size).noneMatch(entry -> entry.key().equals(key))) {
            throw failed(
                    "cluster is full",
                    "it has its " + size
                            + " members; do not reuse --discovery-token, make a new one for a new cluster");
        }
    }

    boolean isComplete() {
        return entries.size() >= size;
    }

    /**
     * Peer URLs by name, once it is complete.
     *
     * @throws CommandFailure if an entry of the first has no such URLs, or two have the same name
     */
    Map<String, List<URI>> members() {
        var members = new LinkedHashMap<String, List<URI>>();
        for (var entry : entries.stream().limit(size).toList()) {
            for (var member : parsed(entry).entrySet()) {
                if (members.putIfAbsent(member.getKey(), member.getValue()) != null) {
                    throw failed(
                            "two members are called " + member.getKey(),
                            "give each another --name, and all a new --discovery-token: "
                                    + entries.stream().map(Entry::value).collect(Collectors.joining(" ")));
                }
            }
        }
        return members;
    }

    private static Map<String, List<URI>> parsed(Entry entry) {
        try {
            var members = InitialCluster.parse(entry.value());
            if (members.size() == 1) {
                return members;
            }
        } catch (CommandFailure e) {
            // Said below.
        }
        throw failed(
                "invalid peer URL",
                entry.key() + " is \"" + entry.value() + "\", expected one member's NAME=URL,NAME=URL,…");
    }

    /** In etcd's words, and ours of what to do. */
    static CommandFailure failed(String what, String remedy) {
        return new CommandFailure("failed to join discovery cluster (discovery: " + what + "): " + remedy);
    }
}
