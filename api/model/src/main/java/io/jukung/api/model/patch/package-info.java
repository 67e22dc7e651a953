/**
 * The patches of the Kubernetes API as pure functions of trees: JSON Patch (RFC 6902), merge patch (RFC 7386) and
 * strategic merge patch, which merges lists by the keys that the schema names.
 */
@NullMarked
package io.jukung.api.model.patch;

import org.jspecify.annotations.NullMarked;
