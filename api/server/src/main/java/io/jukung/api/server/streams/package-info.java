/** Logs, exec, attach and port-forward: from a client's HTTP or WebSocket to the node daemon that runs the pod. */
@NullMarked
package io.jukung.api.server.streams;

import org.jspecify.annotations.NullMarked;
