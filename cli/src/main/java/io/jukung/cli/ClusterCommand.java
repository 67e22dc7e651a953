package io.jukung.cli;

import io.jukung.cli.kv.KvVerbs;
import picocli.CommandLine.Command;

/** {@code jukung cluster}: the control plane's members. */
@Command(
        name = "cluster",
        description = "The members of the control plane's store.",
        subcommands = {KvVerbs.Endpoint.class, KvVerbs.Member.class})
final class ClusterCommand {}
