package io.jukung.cli.rest;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** How large the user's terminal is, in characters. */
public record TerminalSize(int columns, int rows) {

    /** Linux's request for the window's size, as x86 and ARM number it. */
    private static final long TIOCGWINSZ = 0x5413;
    /** {@code struct winsize}: rows, columns, and their size in pixels. */
    private static final long WINSIZE_BYTES = 4 * Short.BYTES;

    private static final MethodHandle IOCTL = ioctl();

    /** Of the terminal at standard input, or else at standard output; empty where neither is one. */
    public static Optional<TerminalSize> ofThisProcess() {
        return of(0).or(() -> of(1));
    }

    /** As the protocol of remote terminals has it. */
    String json() {
        return "{\"Width\":" + columns + ",\"Height\":" + rows + "}";
    }

    private static Optional<TerminalSize> of(int descriptor) {
        try (var arena = Arena.ofConfined()) {
            var size = arena.allocate(WINSIZE_BYTES);
            if ((int) IOCTL.invokeExact(descriptor, TIOCGWINSZ, size) != 0) {
                return Optional.empty();
            }
            int rows = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, 0));
            int columns = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, Short.BYTES));
            // A terminal that nobody told its size says 0.
            return rows == 0 || columns == 0 ? Optional.empty() : Optional.of(new TerminalSize(columns, rows));
        } catch (Throwable e) {
            throw new IllegalStateException("ioctl cannot be called", e);
        }
    }

    @SuppressWarnings("restricted") // libc's own function, called as its manual says
    private static MethodHandle ioctl() {
        var linker = Linker.nativeLinker();
        var type = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("ioctl"), type, Linker.Option.firstVariadicArg(2));
    }
}
