package io.jukung.controllers.ipam;

import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.object.KubeObject;
import java.util.List;

/**
 * What a turn observed.
 *
 * @param cluster the range of all pods
 * @param nodePrefix prefix length of a node's range
 */
record NodeRangesView(List<KubeObject> nodes, Ipv4Range cluster, int nodePrefix) {}
