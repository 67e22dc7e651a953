/** What Deployments and ReplicaSets share: pod templates and their selectors. */
@NullMarked
package io.jukung.api.server.kinds.workload;

import org.jspecify.annotations.NullMarked;
