package io.jukung.netproxy.apply;

/** A program that nftables did not carry out. */
public final class NftException extends Exception {

    private static final long serialVersionUID = 1;

    public NftException(String message) {
        super(message);
    }

    public NftException(String message, Throwable cause) {
        super(message, cause);
    }
}
