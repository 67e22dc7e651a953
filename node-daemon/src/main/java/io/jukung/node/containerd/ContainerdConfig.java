package io.jukung.node.containerd;

import java.nio.file.Path;

/**
 * What our containerd runs with. Everything it writes lies under its own folders, so that another
 * containerd on the machine is left in peace.
 *
 * @param root images and snapshots, kept between starts
 * @param state run-time state; network namespaces are mounted below it too
 * @param registryHosts folder of {@code hosts.toml} files, one folder a registry
 * @param sandboxImage the image that holds a pod's namespaces
 * @param host what this machine can and cannot do
 */
public record ContainerdConfig(
        Path root,
        Path state,
        Path socket,
        Path cniConfigurations,
        Path cniPrograms,
        Path registryHosts,
        String sandboxImage,
        HostFacts host) {

    /** Longest path a unix socket can have on Linux. */
    public static final int SOCKET_PATH_LIMIT = 107;

    public ContainerdConfig {
        if (socket.toString().length() > SOCKET_PATH_LIMIT) {
            throw new IllegalArgumentException("the socket's path must have at most " + SOCKET_PATH_LIMIT
                    + " characters, " + socket + " has " + socket.toString().length()
                    + ": choose a shorter state folder");
        }
    }

    /** The usual places below one folder. */
    public static ContainerdConfig below(Path folder, Path cniPrograms, String sandboxImage, HostFacts host) {
        return new ContainerdConfig(
                folder.resolve("root"),
                folder.resolve("state"),
                folder.resolve("containerd.sock"),
                folder.resolve("cni"),
                cniPrograms,
                folder.resolve("hosts"),
                sandboxImage,
                host);
    }

    /**
     * The configuration file. Version 2 of its format: containerd 1.6 and 1.7 read nothing newer, and
     * 2.x migrates it by itself when it loads it.
     */
    public String toToml() {
        return """
                version = 2
                root = %s
                state = %s
                disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", \
                "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.tracing.processor.v1.otlp"]

                [grpc]
                  address = %s

                [plugins."io.containerd.internal.v1.opt"]
                  path = %s

                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = %s
                  stream_server_address = "127.0.0.1"
                  stream_server_port = "0"
                  restrict_oom_score_adj = %s
                  disable_apparmor = %s
                  disable_hugetlb_controller = %s
                  tolerate_missing_hugetlb_controller = true
                  netns_mounts_under_state_dir = true

                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = %s
                    conf_dir = %s
                    max_conf_num = 1

                  [plugins."io.containerd.grpc.v1.cri".registry]
                    config_path = %s

                  [plugins."io.containerd.grpc.v1.cri".containerd]
                    snapshotter = "overlayfs"
                    default_runtime_name = "runc"

                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                      runtime_type = "io.containerd.runc.v2"

                      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                        SystemdCgroup = %s
                """.formatted(
                        quoted(root),
                        quoted(state),
                        quoted(socket),
                        quoted(root.resolve("opt")),
                        quoted(sandboxImage),
                        !host.mayLowerOomScore(),
                        !host.apparmor(),
                        !host.hugetlb(),
                        quoted(cniPrograms),
                        quoted(cniConfigurations),
                        quoted(registryHosts),
                        host.systemdCgroups());
    }

    private static String quoted(Object text) {
        return '"' + text.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
