/** What a member serves over plain HTTP/1.1 next to gRPC: health, version, metrics. */
@NullMarked
package io.jukung.store.http;

import org.jspecify.annotations.NullMarked;
