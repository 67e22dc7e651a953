/** The node's pod network: a CNI bridge. */
@NullMarked
package io.jukung.node.network;

import org.jspecify.annotations.NullMarked;
