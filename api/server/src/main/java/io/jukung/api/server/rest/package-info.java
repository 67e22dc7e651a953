/**
 * Kubernetes' REST API over HTTP/1.1 and HTTP/2: paths, media types, tables, discovery, watch streams.
 *
 * <p>Armeria's event loops only move bytes; every request is answered on a virtual thread of its own.
 */
@NullMarked
package io.jukung.api.server.rest;

import org.jspecify.annotations.NullMarked;
