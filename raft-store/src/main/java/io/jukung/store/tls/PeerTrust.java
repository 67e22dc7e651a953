package io.jukung.store.tls;

import io.jukung.store.TlsFiles;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts whom the CA signed, who is not revoked and has a name that is allowed; a caller also for where it calls from. */
final class PeerTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager authority;
    private final Revocations revocations;
    private final TlsFiles rules;

    PeerTrust(X509ExtendedTrustManager authority, Revocations revocations, TlsFiles rules) {
        this.authority = authority;
        this.revocations = revocations;
        this.rules = rules;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        authority.checkClientTrusted(chain, authType, engine);
        check(chain);
        if (rules.checkCallerAddress()) {
            checkAddress(chain[0], engine.getPeerHost());
        }
    }

    /** Against the name that was dialled: the engine asks for that, and the authority does it. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (rules.selfSigned()) {
            return;
        }
        authority.checkServerTrusted(chain, authType, engine);
        check(chain);
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        revocations.check(chain);
        var names = rules.allowedNames();
        if (names.isEmpty()) {
            return;
        }
        boolean allowed = switch (rules.nameKind()) {
            case COMMON_NAME ->
                CertificateNames.commonName(chain[0].getSubjectX500Principal())
                        .filter(names::contains)
                        .isPresent();
            case HOSTNAME -> isForOneOf(chain[0], names);
        };
        if (!allowed) {
            throw new CertificateException(
                    "certificate " + chain[0].getSubjectX500Principal().getName() + " has none of the names " + names);
        }
    }

    private static boolean isForOneOf(X509Certificate certificate, List<String> names) throws CertificateException {
        for (var name : names) {
            if (CertificateNames.isFor(certificate, name)) {
                return true;
            }
        }
        return false;
    }

    /** As etcd: a certificate without names is good everywhere; a DNS name is looked up in both directions. */
    private static void checkAddress(X509Certificate certificate, String host) throws CertificateException {
        var addresses = CertificateNames.addresses(certificate);
        var names = CertificateNames.dnsNames(certificate);
        if ((addresses.isEmpty() && names.isEmpty())
                || (!addresses.isEmpty() && CertificateNames.isFor(certificate, host))
                || names.stream().anyMatch(name -> resolvesTo(name, host))
                || isNamed(host, names)) {
            return;
        }
        throw new CertificateException(
                "certificate " + certificate.getSubjectX500Principal().getName() + " is for " + addresses + " and "
                        + names + ", the caller is " + host);
    }

    private static boolean resolvesTo(String name, String host) {
        try {
            return !name.startsWith("*")
                    && Arrays.stream(InetAddress.getAllByName(name))
                            .anyMatch(address -> address.getHostAddress().equals(host));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isNamed(String host, List<String> names) {
        if (names.isEmpty()) {
            return false;
        }
        try {
            var name = InetAddress.getByName(host).getCanonicalHostName();
            return names.stream().anyMatch(pattern -> CertificateNames.matches(pattern, name));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authority.getAcceptedIssuers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only connections are trusted");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only connections are trusted");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("only engines are trusted");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("only engines are trusted");
    }
}
