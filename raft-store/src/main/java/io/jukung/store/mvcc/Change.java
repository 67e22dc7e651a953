package io.jukung.store.mvcc;

import io.jukung.proto.etcd.mvcc.KeyValue;

/**
 * What a revision did to one key.
 *
 * @param record the new record; of a deletion only key and mod revision
 * @param deletion whether the key was deleted
 * @param previousRevision mod revision of the record it replaced; 0: there was none
 * @param previousLease lease of the record it replaced; 0: none, or not known because the change was read from the log
 */
public record Change(KeyValue record, boolean deletion, long previousRevision, long previousLease) {}
