package io.jukung.netproxy.dns;

/**
 * How many queries there were since the start.
 *
 * @param fromZone answered from services and pods
 * @param fromCache answered with what an upstream resolver said before
 * @param asked put to upstream resolvers
 * @param failed answered with SERVFAIL
 */
public record DnsFigures(long queries, long fromZone, long fromCache, long asked, long failed) {}
