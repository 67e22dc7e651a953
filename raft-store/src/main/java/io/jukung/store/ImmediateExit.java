package io.jukung.store;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Ends the process by {@code _exit(2)}. {@link Runtime#halt} is not enough where RocksDB is loaded: it stops all Java threads
 * and then runs the exit handlers of native libraries, of which RocksDB's waits for its threads; one that is calling into
 * Java then never returns, and the process neither works nor ends. A failed flush is such a call.
 */
final class ImmediateExit {

    private final MethodHandle exit;

    /** Looks for it now: a process that has to end had better not load classes. */
    @SuppressWarnings("restricted") // the JVM is started with native access, which RocksDB needs too
    ImmediateExit() {
        var linker = Linker.nativeLinker();
        exit = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("_exit"), FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    }

    /** With {@code code} from 0 to 255. */
    void exit(int code) {
        try {
            exit.invokeExact(code);
        } catch (Throwable e) {
            Runtime.getRuntime().halt(code);
        }
    }
}
