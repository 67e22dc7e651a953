/** The API server: Kubernetes' REST API and our gRPC API over one chain of authentication, admission and storage. */
@NullMarked
package io.jukung.api.server;

import org.jspecify.annotations.NullMarked;
