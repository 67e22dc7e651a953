package io.jukung.netproxy;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * A network namespace of the test's own. What {@link #call} runs, and every thread and process started from there, sees
 * that namespace's network.
 */
public final class NetworkNamespace implements Closeable {

    private static final MethodHandle OPEN =
            handle("open", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle SETNS =
            handle("setns", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final int CLONE_NEWNET = 0x40000000;

    private final String name;
    private final ExecutorService thread;

    private NetworkNamespace(String name) {
        this.name = name;
        thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("ns-" + name).daemon().factory());
    }

    public static NetworkNamespace create(String name) throws IOException, InterruptedException {
        startCarriers();
        ip("netns", "add", name);
        var namespace = new NetworkNamespace(name);
        namespace.run(() -> enter(name));
        namespace.run(() -> ip("link", "set", "lo", "up"));
        return namespace;
    }

    /**
     * Lets the threads that carry virtual threads be there before any thread is in a namespace: a thread stays in the
     * namespace of the one that starts it, and a carrier serves all of the process.
     */
    private static void startCarriers() throws InterruptedException {
        int carriers = Runtime.getRuntime().availableProcessors();
        var running = new CountDownLatch(carriers);
        var threads = IntStream.range(0, carriers)
                .mapToObj(i -> Thread.startVirtualThread(() -> {
                    running.countDown();
                    // Not waiting: that would give the carrier to the next.
                    while (running.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                }))
                .toList();
        for (var thread : threads) {
            thread.join();
        }
    }

    public String name() {
        return name;
    }

    /** Runs in the namespace, one call after the other, and gives the result. */
    public <T> T call(Callable<T> work) throws IOException, InterruptedException {
        try {
            return thread.submit(work).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** What may fail for I/O. */
    public interface Work {
        void run() throws IOException, InterruptedException;
    }

    public void run(Work work) throws IOException, InterruptedException {
        call(() -> {
            work.run();
            return name;
        });
    }

    /** Runs {@code ip} with these arguments. */
    public static void ip(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add("ip");
        command.addAll(List.of(arguments));
        output(command.toArray(String[]::new));
    }

    /** Runs a program and gives what it wrote; throws where it fails. */
    public static String output(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    @Override
    public void close() throws IOException {
        thread.shutdownNow();
        try {
            ip("netns", "del", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while removing " + name, e);
        }
    }

    @SuppressWarnings("restricted") // the JDK has no other way into a namespace
    private static MethodHandle handle(String function, FunctionDescriptor type) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), type);
    }

    private static void enter(String name) throws IOException {
        try (var arena = Arena.ofConfined()) {
            int file = (int) OPEN.invokeExact(arena.allocateFrom("/run/netns/" + name), 0);
            if (file < 0 || (int) SETNS.invokeExact(file, CLONE_NEWNET) != 0) {
                throw new IOException("cannot enter network namespace " + name);
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
