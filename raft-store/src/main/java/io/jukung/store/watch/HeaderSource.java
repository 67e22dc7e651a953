package io.jukung.store.watch;

import io.jukung.proto.etcd.ResponseHeader;

/** Makes response headers: cluster, member and term are the server's to know. */
@FunctionalInterface
public interface HeaderSource {

    /** The header of a response about this revision. */
    ResponseHeader header(long revision);
}
