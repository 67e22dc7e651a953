package io.jukung.store.migrate;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;

/** The way to the source, for whoever it knows. */
public interface SourceAccess {

    /**
     * For a call or a stream; logs in first where that is needed.
     *
     * @throws StatusRuntimeException if the source refuses that or cannot be reached
     */
    Channel channel();

    /** Whether a failure says that the source has forgotten who asks; the next {@link #channel} then logs in anew. */
    boolean forgotten(StatusRuntimeException failure);

    /** For a source that does not ask who one is, or sees it by the certificate. */
    static SourceAccess withoutLogin(Channel channel) {
        return new SourceAccess() {
            @Override
            public Channel channel() {
                return channel;
            }

            @Override
            public boolean forgotten(StatusRuntimeException failure) {
                return false;
            }
        };
    }
}
