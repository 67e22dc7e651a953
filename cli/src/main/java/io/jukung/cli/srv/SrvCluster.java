package io.jukung.cli.srv;

import io.jukung.cli.CommandFailure;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cluster that a domain's SRV records name, as etcd 3.5 reads them: the member with an address that this one advertises
 * is this one, the others are called 0, 1, … (per service, so that the same number under both is one member).
 *
 * @param name this member's
 * @param advertised how others reach this member
 * @param addresses IP address of each host that has one
 */
public record SrvCluster(String name, List<URI> advertised, List<SrvAnswer> answers, Map<String, String> addresses) {

    private static final String FAILED = "error setting up initial cluster: ";

    public SrvCluster {
        advertised = List.copyOf(advertised);
        answers = List.copyOf(answers);
        addresses = Map.copyOf(addresses);
    }

    /**
     * Peer URLs by name, this member's among them.
     *
     * @throws CommandFailure with etcd's words if DNS names none, or not this member
     */
    public Map<String, List<URI>> members() {
        var own = ownAddresses();
        var members = new LinkedHashMap<String, List<URI>>();
        var failures = new ArrayList<String>();
        for (var answer : answers) {
            if (!add(answer, own, members)) {
                failures.add("error querying DNS SRV records for _" + answer.service() + " " + failure(answer, own));
            }
        }
        if (members.isEmpty()) {
            throw new CommandFailure(FAILED + String.join("; ", failures));
        }
        var mine = members.get(name);
        if (mine == null) {
            throw new CommandFailure(FAILED + "cannot find local etcd member \"" + name
                    + "\" in SRV records: none of them leads to what --initial-advertise-peer-urls has, " + advertised
                    + ", only to " + members.values());
        }
        checkAllOf(own, mine);
        return members;
    }

    /** What this member advertises, by IP address and port. */
    private Map<String, URI> ownAddresses() {
        var own = new LinkedHashMap<String, URI>();
        for (var url : advertised) {
            var ip = addresses.get(url.getHost());
            if (ip == null) {
                throw new CommandFailure(
                        FAILED + "--initial-advertise-peer-urls: " + url + ": " + unknown(url.getHost()));
            }
            own.put(ip + ":" + url.getPort(), url);
        }
        return own;
    }

    /** Whether anything was added. */
    private boolean add(SrvAnswer answer, Map<String, URI> own, Map<String, List<URI>> members) {
        int others = 0;
        boolean added = false;
        for (var record : answer.records()) {
            var ip = addresses.get(record.host());
            if (ip == null) {
                continue;
            }
            var self = own.get(ip + ":" + record.port());
            if (self != null && !answer.scheme().equals(self.getScheme())) {
                continue;
            }
            if (self == null && name.equals(Integer.toString(others))) {
                others++;
            }
            members.computeIfAbsent(self == null ? Integer.toString(others++) : name, _ -> new ArrayList<>())
                    .add(URI.create(answer.scheme() + "://" + record.address()));
            added = true;
        }
        return added;
    }

    /** Why nothing was added: the last reason, as etcd. */
    private String failure(SrvAnswer answer, Map<String, URI> own) {
        if (answer.records().isEmpty()) {
            return answer.failure();
        }
        var last = answer.records().getLast();
        var ip = addresses.get(last.host());
        return ip == null
                ? unknown(last.host())
                : "bootstrap at " + answer.scheme() + "://" + last.address() + " from DNS for " + answer.service()
                        + " has scheme mismatch with expected peer " + own.get(ip + ":" + last.port());
    }

    private void checkAllOf(Map<String, URI> own, List<URI> mine) {
        var found = new HashSet<URI>();
        mine.forEach(url -> found.add(own.get(addresses.get(url.getHost()) + ":" + url.getPort())));
        if (mine.size() != advertised.size() || found.size() != advertised.size()) {
            throw new CommandFailure("the SRV records have " + mine + " for " + name
                    + ", but --initial-advertise-peer-urls is " + advertised
                    + ": expected one record for each of these URLs");
        }
    }

    private static String unknown(String host) {
        return "lookup " + host + ": no such host";
    }
}
