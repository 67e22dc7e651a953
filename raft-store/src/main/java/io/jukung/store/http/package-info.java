/**
 * The HTTP side of a member: connections of HTTP/1.1 and HTTP/2, WebSockets, who may ask what from where, and the routes to what
 * answers. Answers come from {@link io.jukung.store.http.RequestHandler}s and are sent as fast as the client reads.
 */
@NullMarked
package io.jukung.store.http;

import org.jspecify.annotations.NullMarked;
