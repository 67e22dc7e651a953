package io.grpc.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/**
 * Refuses a message that is too large in the words of Go's gRPC, which etcd's clients know. In gRPC's package because it ends such
 * a call by itself, before anything public hears of it; so that a gRPC that does it otherwise does not compile.
 */
@NullMarked
public final class GoTexts extends ChannelOutboundHandlerAdapter {

    private static final Pattern TOO_LARGE = Pattern.compile("gRPC message exceeds maximum size (\\d+): (\\d+)");

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        super.write(context, message instanceof CancelServerStreamCommand ends ? inGo(ends) : message, promise);
    }

    private static CancelServerStreamCommand inGo(CancelServerStreamCommand ends) {
        Matcher tooLarge = TOO_LARGE.matcher(String.valueOf(ends.reason().getDescription()));
        return tooLarge.matches()
                ? CancelServerStreamCommand.withReason(
                        ends.stream(),
                        ends.reason()
                                .withDescription("grpc: received message larger than max (" + tooLarge.group(2)
                                        + " vs. " + tooLarge.group(1) + ")"))
                : ends;
    }
}
