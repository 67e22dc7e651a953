/**
 * The API as JSON over HTTP, as etcd's gateway has it: a POST to the path of a method, with its request as protobuf's JSON. Every
 * call goes to the same services as a gRPC client's.
 */
@NullMarked
package io.jukung.store.gateway;

import org.jspecify.annotations.NullMarked;
