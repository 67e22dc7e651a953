/**
 * What a client of etcd 3.5 may rely on, as named checks that run against any server: each does something and
 * notes what was asked and answered. {@code EtcdContractIT} runs them against a real etcd and against us and
 * compares the notes, with each other and with what is written down beside this package's resources.
 */
@NullMarked
package io.jukung.store.contract;

import org.jspecify.annotations.NullMarked;
