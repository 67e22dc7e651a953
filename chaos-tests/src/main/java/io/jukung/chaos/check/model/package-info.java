/** A sequential model of etcd's multi-version store, written from its contract alone. */
@NullMarked
package io.jukung.chaos.check.model;

import org.jspecify.annotations.NullMarked;
