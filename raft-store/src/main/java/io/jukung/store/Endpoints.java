package io.jukung.store;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where a member listens, and what others are told; {@code http} or {@code https} URLs of host and port.
 *
 * @param listenClient where clients are served, gRPC and HTTP on the same port
 * @param advertiseClient what clients are told
 * @param listenPeer where the other members are answered
 * @param advertisePeer how the other members reach this one, etcd's {@code initial-advertise-peer-urls}
 */
public record Endpoints(
        List<URI> listenClient, List<URI> advertiseClient, List<URI> listenPeer, List<URI> advertisePeer) {

    public Endpoints {
        listenClient = List.copyOf(listenClient);
        advertiseClient = List.copyOf(advertiseClient);
        listenPeer = List.copyOf(listenPeer);
        advertisePeer = List.copyOf(advertisePeer);
        StoreConfig.require(!listenClient.isEmpty(), "listen-client-urls: at least one URL is needed");
        StoreConfig.require(!advertiseClient.isEmpty(), "advertise-client-urls: at least one URL is needed");
        StoreConfig.require(!listenPeer.isEmpty(), "listen-peer-urls: at least one URL is needed");
        Stream.of(
                        Map.entry("listen-client-urls", listenClient),
                        Map.entry("advertise-client-urls", advertiseClient),
                        Map.entry("listen-peer-urls", listenPeer),
                        Map.entry("initial-advertise-peer-urls", advertisePeer))
                .forEach(urls -> urls.getValue().forEach(url -> check(urls.getKey(), url)));
    }

    Endpoints advertisingToPeers(List<URI> urls) {
        return new Endpoints(listenClient, advertiseClient, listenPeer, urls);
    }

    static boolean usesTls(List<URI> urls) {
        return urls.stream().anyMatch(url -> "https".equals(url.getScheme()));
    }

    static void check(String field, URI url) {
        StoreConfig.require(
                ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                        && url.getHost() != null
                        && url.getPort() > 0
                        && (url.getPath() == null || url.getPath().isEmpty()),
                field + ": " + url + " is not of the form http://HOST:PORT or https://HOST:PORT");
    }
}
