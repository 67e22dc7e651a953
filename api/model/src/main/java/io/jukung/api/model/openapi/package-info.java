/**
 * OpenAPI documents of the API, computed from schemas and resources: what kubectl explains and validates with, and
 * what client generators read.
 */
@NullMarked
package io.jukung.api.model.openapi;

import org.jspecify.annotations.NullMarked;
