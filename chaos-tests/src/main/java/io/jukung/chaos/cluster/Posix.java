package io.jukung.chaos.cluster;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The calls of libc that the JDK has no words for: {@code ioctl} and files that need one. */
final class Posix {

    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;

    private static final short POLLIN = 1;

    private static final FunctionDescriptor INT_OF_POINTER_INT =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final FunctionDescriptor TRANSFER = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);

    private static final MethodHandle OPEN = handle("open", INT_OF_POINTER_INT, Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle IOCTL = handle(
            "ioctl",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle READ = handle("read", TRANSFER);
    private static final MethodHandle WRITE = handle("write", TRANSFER);
    private static final MethodHandle POLL = handle(
            "poll",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

    private Posix() {}

    @SuppressWarnings("restricted") // native access is what this class is for
    private static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /** A call whose checked exceptions are not its own. */
    private interface Native {
        long call() throws Throwable;
    }

    private static long call(String name, Native call) throws IOException {
        long result;
        try {
            result = call.call();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (result < 0) {
            throw new IOException(name + " failed");
        }
        return result;
    }

    static int open(String path, int flags) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocateFrom(path);
            return (int) call("open " + path, () -> (int) OPEN.invokeExact(name, flags | O_CLOEXEC));
        }
    }

    static void close(int fd) throws IOException {
        call("close", () -> (int) CLOSE.invokeExact(fd));
    }

    static void ioctl(int fd, long request, MemorySegment argument) throws IOException {
        call("ioctl " + Long.toHexString(request), () -> (int) IOCTL.invokeExact(fd, request, argument));
    }

    static int read(int fd, MemorySegment buffer) throws IOException {
        return (int) call("read", () -> (long) READ.invokeExact(fd, buffer, buffer.byteSize()));
    }

    static int write(int fd, MemorySegment buffer, long count) throws IOException {
        return (int) call("write", () -> (long) WRITE.invokeExact(fd, buffer, count));
    }

    /**
     * Waits for something to read; a signal may end that early.
     *
     * @param pollfd 8 bytes of memory to do it with
     */
    static boolean readable(int fd, MemorySegment pollfd, int millis) {
        pollfd.set(ValueLayout.JAVA_INT, 0, fd);
        pollfd.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
        pollfd.set(ValueLayout.JAVA_SHORT, 6, (short) 0);
        try {
            return (int) POLL.invokeExact(pollfd, 1L, millis) > 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
