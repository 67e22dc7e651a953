/** Named scenarios: what went wrong in etcd, or may go wrong with Ratis, done again step by step. */
@NullMarked
package io.jukung.chaos.scenario;

import org.jspecify.annotations.NullMarked;
