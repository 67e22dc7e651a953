package io.jukung.store.space;

/**
 * A file system at one moment.
 *
 * @param name where it is mounted, and from what
 * @param freeBytes that an unprivileged process may still use
 */
public record DiskSpace(String name, long totalBytes, long freeBytes) {}
