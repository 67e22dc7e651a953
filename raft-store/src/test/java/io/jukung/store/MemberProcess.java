package io.jukung.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A member as a process of its own: {@code MemberProcess NAME DATA_DIR CLIENT_URL NAME=PEER_URL,… [existing]}; runs
 * until killed, or removed from the cluster.
 */
final class MemberProcess {

    private MemberProcess() {}

    /** Starts one with this process's class path. */
    static Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                MemberProcess.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] args) throws Exception {
        Map<String, List<URI>> cluster = Arrays.stream(args[3].split(","))
                .map(member -> member.split("=", 2))
                .collect(Collectors.toMap(member -> member[0], member -> List.of(URI.create(member[1]))));
        var config = StoreConfig.of(args[0], Path.of(args[1]), URI.create(args[2]), cluster);
        if (args.length > 4) {
            config = config.with(new Bootstrap(cluster, config.bootstrap().token(), Bootstrap.State.EXISTING, false));
        }
        var member = StoreMember.start(config);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(member::close));
        System.out.println("ready to serve client requests");
        Thread.currentThread().join();
    }
}
