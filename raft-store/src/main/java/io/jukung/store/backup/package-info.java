/**
 * The state in etcd's form and back: snapshots that etcd's tools read, restore from them, hashes that agree with etcd's.
 * Works on one state that nobody changes; memory is bounded whatever its size, at the price of files beside it.
 */
@NullMarked
package io.jukung.store.backup;

import org.jspecify.annotations.NullMarked;
