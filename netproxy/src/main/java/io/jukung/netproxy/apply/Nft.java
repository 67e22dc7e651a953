package io.jukung.netproxy.apply;

import io.jukung.netproxy.rules.Inventory;

/** The kernel's nftables. Two implementations: the {@code nft} program, and the tests'. */
public interface Nft {

    /** Carries out a program as one transaction; throws where the kernel refuses, having changed nothing. */
    void run(String program) throws NftException;

    /** What an {@code ip} table holds; {@link Inventory#EMPTY} where there is none. */
    Inventory inventory(String table) throws NftException;
}
