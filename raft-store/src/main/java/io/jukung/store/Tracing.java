package io.jukung.store;

import java.util.regex.Pattern;

/**
 * Whether calls of clients are told to a collector of OpenTelemetry, etcd's {@code enable-distributed-tracing} and the flags
 * {@code distributed-tracing-…}. While it is off the others are not looked at, as in etcd.
 *
 * @param enabled whether at all
 * @param address host and port where the collector takes OTLP over gRPC, without TLS as etcd 3.5
 * @param serviceName the same for all members
 * @param instanceId this member's; empty for none
 * @param samplingRate of a million calls without a parent how many are told, 0 to 1000000; of those with one their parent decides
 */
public record Tracing(boolean enabled, String address, String serviceName, String instanceId, long samplingRate)
        implements StoreConfig.Part {

    /** A sampling rate at which every call is told. */
    public static final long EVERY_CALL = 1_000_000;

    /** etcd's. */
    public static final Tracing OFF = new Tracing(false, "localhost:4317", "etcd", "", 0);

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:[^\\s:/\\[\\]@?#]+|\\[[0-9A-Fa-f:.]+])" + ":([0-9]{1,5})");

    public Tracing {
        if (enabled) {
            StoreConfig.require(
                    isHostAndPort(address),
                    "distributed-tracing-address: must be a host and a port such as localhost:4317, is " + address);
            StoreConfig.require(
                    samplingRate >= 0 && samplingRate <= EVERY_CALL,
                    "distributed-tracing-sampling-rate: must be 0 to " + EVERY_CALL + " of a million calls, is "
                            + samplingRate);
        }
    }

    private static boolean isHostAndPort(String address) {
        var parts = HOST_AND_PORT.matcher(address);
        if (!parts.matches()) {
            return false;
        }
        int port = Integer.parseInt(parts.group(1));
        return port > 0 && port < 1 << 16;
    }
}
