package io.jukung.cli.kv;

import java.util.List;

/**
 * One command of {@code jukung kv}.
 *
 * @param path its words, such as {@code lease grant}
 * @param usage its arguments, for the help
 * @param summary one sentence, for the help
 * @param flags its own, beside the global ones
 */
record Verb(String path, String usage, String summary, List<Flag> flags, Action action) {

    /** What a command does. */
    @FunctionalInterface
    interface Action {

        /**
         * Runs it.
         *
         * @throws KvFailure ending it
         * @throws io.grpc.StatusRuntimeException where the store refuses
         */
        void run(Invocation invocation);
    }

    Verb {
        flags = List.copyOf(flags);
    }

    /** The first word, where there are two. */
    String group() {
        int blank = path.indexOf(' ');
        return blank < 0 ? "" : path.substring(0, blank);
    }

    String word() {
        return path.substring(path.indexOf(' ') + 1);
    }
}
