package io.jukung.cli.srv;

import java.util.List;
import java.util.stream.Stream;

/**
 * What DNS said of one service.
 *
 * @param service {@code etcd-server-ssl}, without the underscore
 * @param scheme that its members are reached by, {@code http} or {@code https}
 * @param records in the order of their use
 * @param failure why there are none; empty if there are some
 */
public record SrvAnswer(String service, String scheme, List<SrvRecord> records, String failure) {

    public SrvAnswer {
        records = records.stream().sorted().toList();
    }

    static SrvAnswer found(String service, String scheme, List<SrvRecord> records) {
        return new SrvAnswer(service, scheme, records, "");
    }

    static SrvAnswer failed(String service, String scheme, String failure) {
        return new SrvAnswer(service, scheme, List.of(), failure);
    }

    /** Where the records of a service are: {@code etcd-server-ssl-NAME}, as etcd composes it. */
    static String service(String name, String scheme, String suffix) {
        return name + (scheme.equals("https") ? "-ssl" : "") + (suffix.isEmpty() ? "" : "-" + suffix);
    }

    static Stream<String> hosts(List<SrvAnswer> answers) {
        return answers.stream()
                .flatMap(answer -> answer.records.stream())
                .map(SrvRecord::host)
                .distinct();
    }
}
