package io.jukung.cli;

import io.jukung.cli.kv.KvVerbs;
import picocli.CommandLine.Command;

/** {@code jukung kv}: the verbs are in their own package. */
@Command(
        name = "kv",
        description = "Read and write a store (ours or any etcd v3), in etcdctl's grammar.",
        subcommands = {
            KvVerbs.Get.class,
            KvVerbs.Put.class,
            KvVerbs.Del.class,
            KvVerbs.Watch.class,
            KvVerbs.Compaction.class,
            KvVerbs.Endpoint.class,
            KvVerbs.Member.class
        })
final class KvCommand {}
