package io.jukung.store.apply;

import java.util.List;

/**
 * What a member tells about itself when it has started.
 *
 * @param memberId as in every response header
 */
public record MemberAttributes(long memberId, String name, List<String> clientUrls, List<String> peerUrls) {

    public MemberAttributes {
        clientUrls = List.copyOf(clientUrls);
        peerUrls = List.copyOf(peerUrls);
    }
}
