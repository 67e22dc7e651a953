package io.jukung.benchmarks;

import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Drives one or more etcd endpoints and prints throughput and latencies as JSON, a line a run. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Sends etcd requests from a number of clients and prints what they saw as JSON.")
public final class LoadGenerator implements Callable<Integer> {

    private static final int CLIENTS_PER_CHANNEL = 32;

    @Option(
            names = "--endpoints",
            split = ",",
            required = true,
            paramLabel = "HOST:PORT",
            description = "Members to send to, without TLS; clients are spread over them.")
    private List<String> endpoints = List.of();

    @Option(names = "--operation", defaultValue = "PUT", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Workload workload = Workload.PUT;

    @Option(names = "--clients", defaultValue = "64", description = "Requests on their way at any time.")
    private int clients;

    @Option(names = "--keys", defaultValue = "100000", description = "Size of the key space.")
    private int keys;

    @Option(names = "--value-size", defaultValue = "256", description = "Bytes of a value.")
    private int valueSize;

    @Option(names = "--seconds", defaultValue = "5", description = "How long is measured.")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "2", description = "Seconds before that.")
    private int warmUp;

    /** Runs it; exits with 2 on wrong arguments. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LoadGenerator())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        List<ManagedChannel> channels = new ArrayList<>();
        int perEndpoint = Math.max(1, clients / CLIENTS_PER_CHANNEL / endpoints.size());
        for (int i = 0; i < perEndpoint; i++) {
            for (String endpoint : endpoints) {
                channels.add(Grpc.newChannelBuilder(endpoint, InsecureChannelCredentials.create())
                        .directExecutor()
                        .build());
            }
        }
        try {
            Load load = new Load(
                    workload, clients, keys, valueSize, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds));
            System.out.println(new LoadRun(load, List.<Channel>copyOf(channels)).run());
            return 0;
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }
}
