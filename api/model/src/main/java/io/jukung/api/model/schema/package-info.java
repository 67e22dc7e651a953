/**
 * What the fields of an API object are: names, types, protobuf numbers, defaults and how lists and maps are merged.
 * Built-in kinds come from a resource that the build generates from Kubernetes' published protobuf classes; the same
 * values can be made for custom resources at run time. Codecs, patches, server-side apply and OpenAPI walk them.
 */
@NullMarked
package io.jukung.api.model.schema;

import org.jspecify.annotations.NullMarked;
