package io.jukung.api.server.pki;

import java.nio.file.Path;

/**
 * One certificate with its key and the authority that signed it, as PEM files.
 *
 * @param caFile the authority's certificate
 * @param certFile the certificate
 * @param keyFile the private key (PKCS#8), mode 0600
 */
public record KeyFiles(Path caFile, Path certFile, Path keyFile) {}
