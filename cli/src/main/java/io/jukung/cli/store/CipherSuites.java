package io.jukung.cli.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cipher suites by Go's names, which are IANA's but for two old ones. */
final class CipherSuites {

    private static final Map<String, String> OLD_NAMES = Map.of(
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

    /** What Go knows: of those that this machine does not speak any more, a list may still hold some. */
    private static final Set<String> KNOWN = Set.of(
            "TLS_RSA_WITH_RC4_128_SHA",
            "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_AES_256_CBC_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA256",
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
            "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256");

    private CipherSuites() {}

    /**
     * Those of a list that can be used, in its order.
     *
     * @param supported by this machine
     * @throws FlagException if one does not exist, or none is left
     */
    static List<String> of(String source, List<String> names, Set<String> supported, List<String> remarks) {
        var suites = new ArrayList<String>();
        for (var name : names) {
            var suite = OLD_NAMES.getOrDefault(name, name);
            if (!KNOWN.contains(suite)) {
                throw new FlagException(source + ": unexpected TLS cipher suite \"" + name + "\"");
            }
            if (supported.contains(suite)) {
                suites.add(suite);
            } else {
                remarks.add(source + ": " + name + " is not safe any more and left out");
            }
        }
        if (suites.isEmpty() && !names.isEmpty()) {
            throw new FlagException(source + ": none of " + names + " is safe enough for this machine's TLS");
        }
        return suites;
    }
}
