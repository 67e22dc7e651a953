package io.jukung.store.gateway;

import io.grpc.Metadata;
import io.jukung.store.http.RequestHead;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a request's headers becomes of its call: {@code Authorization} and {@code Grpc-Metadata-*} metadata, {@code
 * Grpc-Timeout} the deadline.
 *
 * @param timeout null for none
 */
record CallContext(Metadata metadata, @Nullable Duration timeout) {

    private static final String METADATA_PREFIX = "grpc-metadata-";
    private static final Pattern TIMEOUT = Pattern.compile("(\\d{1,8})([HMSmun])");
    private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
    /** By this etcd tells that a certificate shown is not the caller's but the gateway's: there is none, but it is asked for. */
    private static final Metadata.Key<String> GATEWAY_ACCEPT = key("grpcgateway-accept");

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    static CallContext of(RequestHead head) throws BadJsonException {
        var metadata = new Metadata();
        for (var header : head.headers()) {
            var name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(METADATA_PREFIX) && !name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                try {
                    metadata.put(key(name.substring(METADATA_PREFIX.length())), header.getValue());
                } catch (IllegalArgumentException e) {
                    throw new BadJsonException("header " + header.getKey() + ": not a name of metadata");
                }
            }
        }
        metadata.discardAll(GATEWAY_ACCEPT);
        var accept = head.header("accept");
        metadata.put(GATEWAY_ACCEPT, accept.isEmpty() ? "*/*" : accept);
        if (!head.header("authorization").isEmpty()) {
            metadata.put(AUTHORIZATION, head.header("authorization"));
        }
        return new CallContext(metadata, timeout(head.header("grpc-timeout")));
    }

    private static @Nullable Duration timeout(String header) throws BadJsonException {
        if (header.isEmpty()) {
            return null;
        }
        var parts = TIMEOUT.matcher(header);
        if (!parts.matches()) {
            throw new BadJsonException("invalid grpc-timeout: " + header);
        }
        var unit = switch (parts.group(2)) {
            case "H" -> ChronoUnit.HOURS;
            case "M" -> ChronoUnit.MINUTES;
            case "S" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MILLIS;
            case "u" -> ChronoUnit.MICROS;
            default -> ChronoUnit.NANOS;
        };
        return Duration.of(Long.parseLong(parts.group(1)), unit);
    }
}
