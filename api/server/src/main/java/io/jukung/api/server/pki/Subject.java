package io.jukung.api.server.pki;

import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Whom a certificate names, as Kubernetes reads client certificates.
 *
 * @param user the common name
 * @param groups the organizations
 */
public record Subject(String user, List<String> groups) {

    public static final Subject ADMIN = new Subject("kubernetes-admin", List.of("system:masters"));
    public static final Subject CONTROLLERS = new Subject("system:kube-controller-manager", List.of());
    public static final Subject SCHEDULER = new Subject("system:kube-scheduler", List.of());
    public static final Subject PROXY = new Subject("system:kube-proxy", List.of());
    public static final Subject API_SERVER = new Subject("kube-apiserver", List.of());
    public static final Subject API_SERVER_TO_NODES =
            new Subject("kube-apiserver-kubelet-client", List.of("system:masters"));

    public Subject {
        groups = List.copyOf(groups);
    }

    public static Subject node(String name) {
        return new Subject("system:node:" + name, List.of("system:nodes"));
    }

    X500Name distinguishedName() {
        var builder = new X500NameBuilder(BCStyle.INSTANCE);
        groups.forEach(group -> builder.addRDN(BCStyle.O, group));
        return builder.addRDN(BCStyle.CN, user).build();
    }
}
