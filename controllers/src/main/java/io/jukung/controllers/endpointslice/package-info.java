/**
 * EndpointSlice: says behind which addresses the pods of a Service answer.
 *
 * <p>Owns the EndpointSlices labelled as managed by it, and the Endpoints object of each Service with a selector. Reads
 * Services, Pods, EndpointSlices, Endpoints. Keeps true: every running pod that a Service selects and that has an
 * address is in exactly one slice of the Service and port set, no slice holds more than 100, and a change touches as few
 * slices as it can.
 */
@NullMarked
package io.jukung.controllers.endpointslice;

import org.jspecify.annotations.NullMarked;
