/** {@code jukung kv}: etcdctl's everyday verbs on any etcd v3 store. */
@NullMarked
package io.jukung.cli.kv;

import org.jspecify.annotations.NullMarked;
