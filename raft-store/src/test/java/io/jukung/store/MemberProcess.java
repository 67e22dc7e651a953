package io.jukung.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A member as a process of its own: {@code MemberProcess NAME DATA_DIR CLIENT_URL NAME=PEER_URL,…}; runs until killed. */
final class MemberProcess {

    private MemberProcess() {}

    public static void main(String[] args) throws Exception {
        Map<String, List<URI>> cluster = Arrays.stream(args[3].split(","))
                .map(member -> member.split("=", 2))
                .collect(Collectors.toMap(member -> member[0], member -> List.of(URI.create(member[1]))));
        var member = StoreMember.start(StoreConfig.of(args[0], Path.of(args[1]), URI.create(args[2]), cluster));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(member::close));
        System.out.println("ready to serve client requests");
        Thread.currentThread().join();
    }
}
