package io.jukung.store.http;

import io.netty.channel.ChannelHandlerContext;

/** Reads messages one by one on demand; a demand made while one is handed on is met after it, so that the stack does not grow. */
final class Pull {

    private final ChannelHandlerContext context;
    private boolean wanted;
    private boolean pulling;

    Pull(ChannelHandlerContext context) {
        this.context = context;
    }

    void one() {
        wanted = true;
        if (pulling) {
            return;
        }
        pulling = true;
        try {
            while (wanted) {
                wanted = false;
                context.read();
            }
        } finally {
            pulling = false;
        }
    }
}
