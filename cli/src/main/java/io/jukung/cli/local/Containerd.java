package io.jukung.cli.local;

import io.jukung.node.containerd.ContainerdConfig;
import io.jukung.node.containerd.HostFacts;
import io.jukung.node.containerd.Programs;
import io.jukung.node.image.PauseImage;

/** The local cluster's containerd. */
final class Containerd {

    private Containerd() {}

    static ContainerdConfig config(ClusterLayout layout, ClusterPlan plan) {
        return ContainerdConfig.below(
                layout.containerd(), Programs.find().cniPlugins(), PauseImage.NAME, HostFacts.read());
    }
}
