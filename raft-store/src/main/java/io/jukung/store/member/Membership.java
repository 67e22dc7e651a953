package io.jukung.store.member;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The cluster as it was founded. Ids are derived as etcd derives them: a member's from its peer URLs and
 * the token, the cluster's from its members'.
 */
public record Membership(long clusterId, Map<Long, Member> members) {

    /** A founding member. */
    public record Member(long id, String name, List<URI> peerUrls) {
        public InetSocketAddress address() {
            var url = peerUrls.getFirst();
            return InetSocketAddress.createUnresolved(url.getHost(), url.getPort());
        }
    }

    public static Membership of(Map<String, List<URI>> initialCluster, String token) {
        var members = new TreeMap<Long, Member>(Long::compareUnsigned);
        initialCluster.forEach((name, urls) -> {
            // Whether peers speak TLS may change; who they are may not.
            var text = urls.stream().map(Membership::withoutScheme).sorted().collect(Collectors.joining());
            long id = firstEightBytes((text + token).getBytes(StandardCharsets.UTF_8));
            members.put(id, new Member(id, name, List.copyOf(urls)));
        });
        var ids = ByteBuffer.allocate(8 * members.size());
        members.keySet().forEach(ids::putLong);
        return new Membership(firstEightBytes(ids.array()), new LinkedHashMap<>(members));
    }

    public Member named(String name) {
        return members.values().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no member named " + name));
    }

    private static String withoutScheme(URI url) {
        return "http://" + url.getRawAuthority();
    }

    private static long firstEightBytes(byte[] of) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(of))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
