/**
 * A whole cluster on this machine ({@code jukung up}): its layout on disk, the supervisor that keeps its
 * processes, the balancer in front of its API servers, and how all of it goes away again.
 */
@NullMarked
package io.jukung.cli.local;

import org.jspecify.annotations.NullMarked;
