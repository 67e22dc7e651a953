/** Makes the kernel's table what the rules say, through the programs {@code nft} and {@code conntrack}. */
@NullMarked
package io.jukung.netproxy.apply;

import org.jspecify.annotations.NullMarked;
