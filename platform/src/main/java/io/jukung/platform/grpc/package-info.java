/** What every gRPC server of ours does with its calls. Needs gRPC and Prometheus' client of whoever uses it. */
@NullMarked
package io.jukung.platform.grpc;

import org.jspecify.annotations.NullMarked;
