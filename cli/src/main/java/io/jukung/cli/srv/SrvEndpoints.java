package io.jukung.cli.srv;

import io.jukung.cli.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The client addresses that a domain's SRV records name, as etcdctl 3.5 reads them.
 *
 * @param urls to use, those with TLS first
 * @param ignored without TLS, where that is not to be used
 */
public record SrvEndpoints(List<String> urls, List<String> ignored) {

    public SrvEndpoints {
        urls = List.copyOf(urls);
        ignored = List.copyOf(ignored);
    }

    /**
     * Sorts them.
     *
     * @param answers of both services
     * @param insecure whether addresses without TLS are used too
     * @throws CommandFailure if no service has any
     */
    public static SrvEndpoints of(List<SrvAnswer> answers, boolean insecure) {
        if (answers.stream().allMatch(answer -> answer.records().isEmpty())) {
            throw new CommandFailure("dns lookup errors: "
                    + answers.stream().map(SrvAnswer::failure).collect(Collectors.joining(" and ")));
        }
        var urls = new ArrayList<String>();
        var ignored = new ArrayList<String>();
        for (var answer : answers) {
            var chosen = insecure || answer.scheme().equals("https") ? urls : ignored;
            answer.records().forEach(record -> chosen.add(answer.scheme() + "://" + record.address()));
        }
        return new SrvEndpoints(urls, ignored);
    }
}
