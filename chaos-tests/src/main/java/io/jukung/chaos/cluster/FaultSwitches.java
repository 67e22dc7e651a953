package io.jukung.chaos.cluster;

/** What one member's process is told about its clock and disk. */
public interface FaultSwitches {}
