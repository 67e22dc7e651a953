package io.jukung.api.server.pki;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/** Reads the subject of a certificate. */
public final class Subjects {

    private Subjects() {}

    /** CN and the O's, in the certificate's order. */
    public static Subject of(X509Certificate certificate) {
        try {
            var name = new JcaX509CertificateHolder(certificate).getSubject();
            var users = values(name, BCStyle.CN);
            return new Subject(users.isEmpty() ? "" : users.getLast(), values(name, BCStyle.O));
        } catch (CertificateEncodingException e) {
            throw new PkiException("unreadable certificate: " + e.getMessage(), e);
        }
    }

    private static List<String> values(X500Name name, ASN1ObjectIdentifier type) {
        var values = new ArrayList<String>();
        for (var rdn : name.getRDNs(type)) {
            for (var part : rdn.getTypesAndValues()) {
                if (part.getType().equals(type)) {
                    values.add(IETFUtils.valueToString(part.getValue()));
                }
            }
        }
        return List.copyOf(values);
    }
}
