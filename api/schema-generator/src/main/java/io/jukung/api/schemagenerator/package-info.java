/**
 * Build step: reads the sources of the published Kubernetes protobuf classes and writes the API schema
 * as two text resources of the module api-model.
 *
 * <p>{@code kubernetes.schema} is a list of lines, words separated by one space, sorted by package and
 * message, fields by number:
 *
 * <pre>
 * package k8s.io.api.core.v1
 * message ServiceSpec [kind] [atomic]
 * field 1 ports []ServicePort [required] [always[=null]] [plain] [inline] [atomic] [granular] [list=map|set|atomic] [keys=a,b]
 *                             [patch=merge,retainKeys] [mergeKey=a] [default=JSON]
 * </pre>
 *
 * <p>A type is a primitive in lower case ({@code string bool bytes int32 int64 double time micro-time
 * duration quantity int-or-string raw-extension json fields string-list}), a message of the same package by
 * its name or of another one by its full name, a list {@code []type} or a map by string {@code {}type}.
 * {@code inline}: the message's fields stand among those of the message around it in JSON. {@code always}: Go
 * writes the field even when it is unset, as {@code {}}, {@code ""}, {@code 0}, {@code false} or null; {@code plain}: Go
 * takes the zero value for unset; {@code granular}: the field is not atomic though its struct is. {@code kind}: the message is an object with apiVersion and kind.
 *
 * <p>{@code kubernetes.descriptions} has a line {@code message name text} for each message and a line {@code
 * field name text} for each field under the same package lines; line ends in texts are {@code \n}, a
 * backslash is {@code \\}.
 */
@NullMarked
package io.jukung.api.schemagenerator;

import org.jspecify.annotations.NullMarked;
