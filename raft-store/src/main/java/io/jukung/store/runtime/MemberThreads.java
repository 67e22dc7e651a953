package io.jukung.store.runtime;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member's threads, apart from Ratis'.
 *
 * @param network clients' and members' connections. Nothing on it blocks, so few do: a request that is
 *     handled where it arrived, and sent on from there, costs no hop between threads
 * @param hub the loop of them where log entries start and members are called from
 * @param watchLoop the watch hub's, one thread
 * @param readers of storage, bounded in threads and queue
 * @param worker flushes, compactions, snapshots
 * @param handshakes TLS handshakes and the files they need; one that finds no room ends its connection
 * @param timer ticks and retries
 * @param disk asks the disk for its space: a disk in trouble may hang
 * @param timeouts of single requests
 */
record MemberThreads(
        MultiThreadIoEventLoopGroup network,
        EventLoop hub,
        ExecutorService watchLoop,
        ExecutorService readers,
        ExecutorService worker,
        ExecutorService handshakes,
        ScheduledExecutorService timer,
        ScheduledExecutorService disk,
        HashedWheelTimer timeouts)
        implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MemberThreads.class);

    private static final int MAX_QUEUED_READS = 10_000;
    private static final int WORKERS = 4;
    private static final int MAX_QUEUED_HANDSHAKES = 4096;

    static MemberThreads start() {
        int processors = Runtime.getRuntime().availableProcessors();
        int readers = Math.max(2, processors);
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        var network = new MultiThreadIoEventLoopGroup(
                Math.max(1, processors / 2), new DefaultThreadFactory("store-net", true), io);
        return new MemberThreads(
                network,
                (EventLoop) network.next(),
                Executors.newSingleThreadExecutor(named("store-watch")),
                new ThreadPoolExecutor(
                        readers,
                        readers,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_QUEUED_READS),
                        named("store-read")),
                Executors.newFixedThreadPool(WORKERS, named("store-work")),
                new ThreadPoolExecutor(
                        2, 2, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_QUEUED_HANDSHAKES), named("store-tls")),
                new Timer(named("store-timer")),
                new Timer(named("store-disk")),
                new HashedWheelTimer(new DefaultThreadFactory("store-timeout", true), 50, TimeUnit.MILLISECONDS));
    }

    /** Repeats its tasks also after one failed: a lease must still expire after a hiccup. */
    private static final class Timer extends ScheduledThreadPoolExecutor {

        Timer(ThreadFactory threads) {
            super(1, threads);
            setRemoveOnCancelPolicy(true);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            return super.scheduleWithFixedDelay(
                    () -> {
                        try {
                            task.run();
                        } catch (RuntimeException e) {
                            LOG.warn("a repeated task failed; it is run again", e);
                        }
                    },
                    first,
                    delay,
                    unit);
        }
    }

    private static ThreadFactory named(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 0).factory();
    }

    /** Lets what was begun come to its end, for a moment. */
    @Override
    public void close() {
        timer.shutdownNow();
        disk.shutdownNow();
        timeouts.stop();
        for (var executor : new ExecutorService[] {watchLoop, readers, worker, handshakes}) {
            executor.shutdown();
        }
        try {
            worker.awaitTermination(5, TimeUnit.SECONDS);
            readers.awaitTermination(2, TimeUnit.SECONDS);
            watchLoop.awaitTermination(2, TimeUnit.SECONDS);
            network.shutdownGracefully(0, 2, TimeUnit.SECONDS).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
