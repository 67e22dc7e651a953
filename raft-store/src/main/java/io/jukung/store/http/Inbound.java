package io.jukung.store.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Hands messages on one by one as they are wanted, and has the connection read only when there are none. What one reading of the
 * socket brought may wait here, which bounds it. A message wanted while one is handed on follows after it, so that the stack does
 * not grow.
 */
final class Inbound {

    private final ChannelHandlerContext context;
    private final Consumer<Object> taker;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private boolean wanted;
    private boolean delivering;

    /** To {@code taker}, who does not keep them. */
    Inbound(ChannelHandlerContext context, Consumer<Object> taker) {
        this.context = context;
        this.taker = taker;
    }

    /** Wants one more; several times before it comes is once. */
    void one() {
        wanted = true;
        deliver();
    }

    void arrived(Object message) {
        waiting.add(message);
        deliver();
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            while (wanted && !waiting.isEmpty()) {
                wanted = false;
                var message = waiting.remove();
                try {
                    taker.accept(message);
                } finally {
                    ReferenceCountUtil.release(message);
                }
            }
        } finally {
            delivering = false;
        }
        if (wanted) {
            context.read();
        }
    }

    /** Nobody takes what is left. */
    void close() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }
}
