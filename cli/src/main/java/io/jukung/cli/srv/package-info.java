/**
 * Members of a store that DNS names in SRV records, for those who found a cluster and for its clients.
 *
 * <p>{@link io.jukung.cli.srv.SrvLookup} asks; {@link io.jukung.cli.srv.SrvCluster} and {@link
 * io.jukung.cli.srv.SrvEndpoints} make of the answers what etcd and etcdctl do.
 */
@NullMarked
package io.jukung.cli.srv;

import org.jspecify.annotations.NullMarked;
