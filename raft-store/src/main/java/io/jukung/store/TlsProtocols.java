package io.jukung.store;

import java.util.List;

/**
 * What is spoken under TLS, towards clients and members.
 *
 * @param lowest etcd's {@code tls-min-version}
 * @param highest etcd's {@code tls-max-version}
 * @param cipherSuites those of TLS 1.2 that may be used, by their IANA names, the preferred ones first; empty: the JDK's
 *     choice. TLS 1.3 has its own, which are always on.
 */
public record TlsProtocols(Version lowest, Version highest, List<String> cipherSuites) {

    /** A version that is still safe to speak. */
    public enum Version {
        TLS1_2("TLSv1.2"),
        TLS1_3("TLSv1.3");

        private final String javaName;

        Version(String javaName) {
            this.javaName = javaName;
        }

        public String javaName() {
            return javaName;
        }
    }

    /** Both, with the JDK's suites. */
    public static final TlsProtocols DEFAULT = new TlsProtocols(Version.TLS1_2, Version.TLS1_3, List.of());

    public TlsProtocols {
        cipherSuites = List.copyOf(cipherSuites);
        StoreConfig.require(
                lowest.compareTo(highest) <= 0,
                "tls-min-version: " + lowest.javaName() + " is above tls-max-version " + highest.javaName());
        StoreConfig.require(
                cipherSuites.isEmpty() || lowest == Version.TLS1_2,
                "cipher-suites: cannot be chosen where tls-min-version allows TLS 1.3 alone");
    }
}
