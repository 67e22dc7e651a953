package io.jukung.store.member;

import io.jukung.store.apply.ClusterMember;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The members of a cluster as it is founded. Ids are derived as etcd derives them: a member's from its peer URLs and
 * the token (of one that is added later, the time), the cluster's from its members'.
 *
 * @param token etcd's {@code initial-cluster-token}
 * @param founders by id, ascending
 */
public record Membership(long clusterId, String token, List<ClusterMember> founders) {

    public static Membership of(Map<String, List<URI>> initialCluster, String token) {
        var founders = initialCluster.values().stream()
                .map(urls -> urls.stream().map(URI::toString).toList())
                .map(urls -> ClusterMember.added(id(urls, token), urls, false))
                .sorted((a, b) -> Long.compareUnsigned(a.id(), b.id()))
                .toList();
        var ids = ByteBuffer.allocate(8 * founders.size());
        founders.forEach(founder -> ids.putLong(founder.id()));
        return new Membership(firstEightBytes(ids.array()), token, founders);
    }

    /**
     * A member's id.
     *
     * @param salt the cluster's token, or what makes the id new
     */
    public static long id(Collection<String> peerUrls, String salt) {
        // Whether peers speak TLS may change; who they are may not.
        var text = peerUrls.stream()
                .map(url -> "http://" + URI.create(url).getRawAuthority())
                .sorted()
                .collect(Collectors.joining());
        return firstEightBytes((text + salt).getBytes(StandardCharsets.UTF_8));
    }

    /** Where the others reach a member. */
    public static InetSocketAddress address(ClusterMember member) {
        var url = URI.create(member.peerUrls().getFirst());
        return InetSocketAddress.createUnresolved(url.getHost(), url.getPort());
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
