package io.jukung.api.server.bootstrap;

import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.authn.Identity;
import io.jukung.api.server.chain.DeleteOptions;
import io.jukung.api.server.chain.FieldValidation;
import io.jukung.api.server.chain.ListOptions;
import io.jukung.api.server.chain.Resources;
import io.jukung.api.server.chain.Target;
import io.jukung.api.server.chain.WriteOptions;
import io.jukung.api.server.status.Rejection;
import io.jukung.api.server.storage.Mutation;
import io.jukung.api.server.storage.ObjectStorage;
import io.jukung.api.server.storage.StoreException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the cluster's own objects as they should be, on every member alike: what one lacks any may make.
 * A member is live as long as its key {@code /jukung/apiservers/<address>}, bound to a lease, is there.
 */
public final class Bootstrap implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
    private static final String MEMBERS = "/jukung/apiservers/";
    private static final long LEASE_SECONDS = 15;
    private static final Duration INTERVAL = Duration.ofSeconds(3);
    private static final int DNS_OFFSET = 10;

    private final Resources resources;
    private final ObjectStorage storage;
    private final Settings settings;
    private final Thread thread;
    private final WriteOptions options =
            new WriteOptions(false, "jukung-apiserver", FieldValidation.IGNORE, Optional.empty(), warning -> {});
    private volatile boolean closed;
    private long lease;

    /**
     * What the objects say.
     *
     * @param advertised this member's address; a loopback one is no endpoint for others
     * @param kubernetesIp address of default/kubernetes
     * @param dnsIp address of kube-system/kube-dns
     */
    public record Settings(InetSocketAddress advertised, String kubernetesIp, String dnsIp) {}

    private Bootstrap(Resources resources, ObjectStorage storage, Settings settings) {
        this.resources = resources;
        this.storage = storage;
        this.settings = settings;
        this.thread = Thread.ofVirtual().name("bootstrap").start(this::run);
    }

    /** Starts to look after the objects, again and again until closed. */
    public static Bootstrap start(Resources resources, ObjectStorage storage, Settings settings) {
        return new Bootstrap(resources, storage, settings);
    }

    /** How far the DNS service's address is from the range's first. */
    public static int dnsOffset() {
        return DNS_OFFSET;
    }

    private void run() {
        while (!closed) {
            try {
                reconcile();
            } catch (Rejection | StoreException e) {
                LOG.info("bootstrap: {}; trying again", e.getMessage());
            }
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                return; // close() interrupts
            }
        }
    }

    private void reconcile() {
        stayLive();
        for (var namespace : ClusterObjects.NAMESPACES) {
            ensure(GroupVersionResource.core("namespaces"), ClusterObjects.namespace(namespace));
        }
        var services = GroupVersionResource.core("services");
        ensure(
                services,
                ClusterObjects.kubernetesService(
                        settings.kubernetesIp(), settings.advertised().getPort()));
        ensure(services, ClusterObjects.dnsService(settings.dnsIp()));
        endpoints(members());
    }

    private void stayLive() {
        if (lease != 0) {
            try {
                storage.keepAlive(lease);
                return;
            } catch (StoreException.LeaseNotFound e) {
                lease = 0;
            }
        }
        lease = storage.grantLease(LEASE_SECONDS);
        var address = settings.advertised().getHostString() + ":"
                + settings.advertised().getPort();
        storage.transact(
                List.of(),
                List.of(new Mutation.Put(MEMBERS + address, address.getBytes(StandardCharsets.UTF_8), lease)));
    }

    private List<InetSocketAddress> members() {
        return storage.range(MEMBERS, ObjectStorage.endOf(MEMBERS), 0, 0).values().stream()
                .map(value -> new String(value.value(), StandardCharsets.UTF_8))
                .map(Bootstrap::address)
                .filter(member -> !loopback(member))
                .toList();
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return InetSocketAddress.createUnresolved(
                text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static boolean loopback(InetSocketAddress member) {
        return InetAddress.ofLiteral(member.getHostString()).isLoopbackAddress();
    }

    private void endpoints(List<InetSocketAddress> members) {
        apply(GroupVersionResource.core("endpoints"), ClusterObjects.endpoints(members), "subsets");
        var resource = new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");
        var slices = ClusterObjects.endpointSlices(members);
        for (var slice : slices) {
            apply(resource, slice, "endpoints", "ports");
        }
        var wanted =
                slices.stream().map(slice -> slice.text("metadata", "name")).toList();
        var present = resources
                .reads()
                .list(
                        target(resource, "default", ""),
                        new ListOptions("kubernetes.io/service-name=kubernetes", "", 0, "", "", ""));
        for (var slice : present.objects()) {
            if (!wanted.contains(slice.object().name())) {
                resources
                        .deletes()
                        .delete(
                                target(resource, "default", slice.object().name()),
                                new DeleteOptions(Optional.empty(), OptionalLong.empty(), "", "", options));
            }
        }
    }

    /** Creates the object where it is not there. */
    private void ensure(GroupVersionResource resource, ObjectValue object) {
        apply(resource, object);
    }

    /** Creates the object, or sets these of its fields. */
    private void apply(GroupVersionResource resource, ObjectValue object, String... fields) {
        var target = target(resource, object.text("metadata", "namespace"), object.text("metadata", "name"));
        try {
            resources.writes().update(target, options, object, present -> {
                var changed = present.tree();
                for (var field : fields) {
                    var value = object.get(field);
                    changed = value == null ? changed.without(field) : changed.with(field, value);
                }
                return changed;
            });
        } catch (Rejection e) {
            if (!e.reason().equals("AlreadyExists")) {
                throw e;
            }
        }
    }

    private Target target(GroupVersionResource resource, String namespace, String name) {
        return new Target(
                resources.registry().get(resource),
                namespace,
                name,
                "",
                Identity.authenticated("system:apiserver", "", List.of("system:masters"), Map.of()));
    }

    /** Takes this member out of the endpoints. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(2));
            if (lease != 0) {
                storage.revokeLease(lease);
            }
        } catch (StoreException e) {
            LOG.info("bootstrap: the lease of this member runs out by itself");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
