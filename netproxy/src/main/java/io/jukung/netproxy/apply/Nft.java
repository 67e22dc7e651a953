package io.jukung.netproxy.apply;

import io.jukung.netproxy.rules.Inventory;
import java.util.OptionalInt;

/** The kernel's nftables. Two implementations: the {@code nft} program, and the tests'. */
public interface Nft {

    /** Carries out a program as one transaction; throws where the kernel refuses, having changed nothing. */
    void run(String program) throws NftException;

    /** The port that a rule of the chain translates to; empty where there is no such table, chain or rule. */
    OptionalInt portBehind(String table, String chain) throws NftException;

    /** What an {@code ip} table holds; {@link Inventory#EMPTY} where there is none. */
    Inventory inventory(String table) throws NftException;
}
