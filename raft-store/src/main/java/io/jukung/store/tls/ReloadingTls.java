package io.jukung.store.tls;

import io.jukung.store.TlsFiles;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The context of files, made anew when one of them changes: certificates, CAs and revocation lists are rotated by writing
 * the files. Certificates and CAs that cannot be used leave those before in place; a revocation list that cannot be read
 * lets nobody in.
 */
final class ReloadingTls {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadingTls.class);

    /** How a context is made of files that are there. */
    @FunctionalInterface
    interface Maker {
        SslContext make() throws IOException, GeneralSecurityException;
    }

    /** What tells one content of a file from the next. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {}

    private final TlsFiles files;
    private final Maker maker;
    private List<Stamp> seen;
    private SslContext context;

    /** @throws IOException naming the file that cannot be used */
    ReloadingTls(TlsFiles files, Maker maker) throws IOException {
        this.files = files;
        this.maker = maker;
        this.seen = stamps();
        try {
            this.context = maker.make();
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException("certificates " + paths() + " cannot be used: " + e.getMessage(), e);
        }
        if (Revocations.of(files.crl()) instanceof Revocations.Unreadable unreadable) {
            throw new IOException("crl-file: " + unreadable.why());
        }
    }

    private List<Path> paths() {
        return Stream.of(
                        files.serving().certificate(),
                        files.serving().key(),
                        files.calling().certificate(),
                        files.calling().key(),
                        files.trustedCa(),
                        files.crl())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private List<Stamp> stamps() throws IOException {
        var stamps = new ArrayList<Stamp>();
        for (var path : paths()) {
            stamps.add(stamp(path));
        }
        return stamps;
    }

    private static Stamp stamp(Path path) throws IOException {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException e) {
            return new Stamp(FileTime.fromMillis(0), -1, null);
        }
    }

    /** What the files hold now; reads them, so not for an event loop. */
    synchronized SslContext context() {
        try {
            var now = stamps();
            if (!now.equals(seen)) {
                // Tried once for each content: what is broken is told once.
                seen = now;
                context = maker.make();
                LOG.info("reloaded {}", paths());
            }
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("cannot use the changed {}: those before stay in use", paths(), e);
        }
        return context;
    }
}
