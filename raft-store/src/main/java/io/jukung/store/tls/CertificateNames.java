package io.jukung.store.tls;

import java.net.InetAddress;
import java.security.Principal;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** What a certificate says its owner is called. */
public final class CertificateNames {

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private CertificateNames() {}

    /** A subject's common name, of several the last in the certificate, as Go has it: what etcd takes for a user. */
    public static Optional<String> commonName(Principal subject) {
        try {
            return new LdapName(subject.getName())
                    .getRdns().reversed().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .filter(name -> !name.isEmpty())
                            .findFirst();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    static List<String> dnsNames(X509Certificate certificate) throws CertificateParsingException {
        return alternatives(certificate, DNS_NAME);
    }

    static List<String> addresses(X509Certificate certificate) throws CertificateParsingException {
        return alternatives(certificate, IP_ADDRESS);
    }

    private static List<String> alternatives(X509Certificate certificate, int kind) throws CertificateParsingException {
        var names = certificate.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> name.get(0).equals(kind))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
    }

    /** Whether it is for this host name or address, as Go's {@code VerifyHostname} has it: alternative names alone count. */
    static boolean isFor(X509Certificate certificate, String host) throws CertificateParsingException {
        if (host.matches("[0-9.]+|.*:.*")) {
            return addresses(certificate).stream().anyMatch(own -> sameAddress(own, host));
        }
        return dnsNames(certificate).stream().anyMatch(name -> matches(name, host));
    }

    /** A wildcard stands for one whole label, the first. */
    static boolean matches(String pattern, String host) {
        var wanted = host.toLowerCase(Locale.ROOT);
        var name = pattern.toLowerCase(Locale.ROOT);
        if (!name.startsWith("*.")) {
            return !name.isEmpty() && name.equals(wanted);
        }
        int dot = wanted.indexOf('.');
        return dot > 0 && wanted.substring(dot).equals(name.substring(1));
    }

    /** Of literals: nothing is looked up. */
    private static boolean sameAddress(String one, String other) {
        try {
            return InetAddress.ofLiteral(one).equals(InetAddress.ofLiteral(other));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
