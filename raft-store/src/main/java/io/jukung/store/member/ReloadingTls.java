package io.jukung.store.member;

import io.jukung.store.TlsFiles;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS context of PEM files, made anew when one of them changes: certificates and CAs are rotated by
 * writing the files. Files that cannot be used leave the context before in place.
 */
public final class ReloadingTls implements Supplier<@Nullable SslContext> {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadingTls.class);

    /** How a context is made of files that are there. */
    @FunctionalInterface
    private interface Maker {
        SslContext make() throws SSLException;
    }

    private final TlsFiles files;
    private final Maker maker;
    private List<FileTime> seen;
    private SslContext context;

    private ReloadingTls(TlsFiles files, Maker maker) throws IOException {
        this.files = files;
        this.maker = maker;
        this.seen = times();
        this.context = maker.make();
    }

    /** For the side that accepts; {@code protocols} are offered by ALPN, none if empty. */
    public static Supplier<@Nullable SslContext> server(@Nullable TlsFiles files, List<String> protocols)
            throws IOException {
        if (files == null) {
            return () -> null;
        }
        return new ReloadingTls(files, () -> {
            var builder = SslContextBuilder.forServer(
                            files.serving().certificate().toFile(),
                            files.serving().key().toFile())
                    .sslProvider(SslProvider.JDK)
                    .clientAuth(files.asksForCertificate() ? ClientAuth.REQUIRE : ClientAuth.NONE);
            if (files.trustedCa() != null) {
                builder.trustManager(files.trustedCa().toFile());
            }
            if (!protocols.isEmpty()) {
                builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        protocols));
            }
            return builder.build();
        });
    }

    /** For the side that connects; shows the same certificate. The other side must have a name it was dialled by. */
    public static Supplier<@Nullable SslContext> client(@Nullable TlsFiles files) throws IOException {
        if (files == null) {
            return () -> null;
        }
        return new ReloadingTls(files, () -> {
            var builder = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .keyManager(
                            files.calling().certificate().toFile(),
                            files.calling().key().toFile());
            if (files.trustedCa() != null) {
                builder.trustManager(files.trustedCa().toFile());
            }
            return builder.build();
        });
    }

    private List<FileTime> times() throws IOException {
        var times = new ArrayList<FileTime>();
        for (Path file :
                new Path[] {files.serving().certificate(), files.serving().key(), files.trustedCa()}) {
            if (file != null) {
                times.add(Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    @Override
    public synchronized SslContext get() {
        try {
            var now = times();
            if (!now.equals(seen)) {
                context = maker.make();
                seen = now;
                LOG.info(
                        "reloaded {} and {}",
                        files.serving().certificate(),
                        files.serving().key());
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn(
                    "cannot use the changed {} or {}: the ones before stay in use",
                    files.serving().certificate(),
                    files.serving().key(),
                    e);
        }
        return context;
    }
}
