package io.jukung.netproxy;

import io.jukung.api.client.ApiException;
import io.jukung.api.client.Informer;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.netproxy.apply.Conntrack;
import io.jukung.netproxy.apply.HostNetwork;
import io.jukung.netproxy.apply.Nft;
import io.jukung.netproxy.apply.NftException;
import io.jukung.netproxy.apply.NftProcess;
import io.jukung.netproxy.apply.StaleFlows;
import io.jukung.netproxy.apply.Table;
import io.jukung.netproxy.dns.DnsFigures;
import io.jukung.netproxy.dns.DnsServer;
import io.jukung.netproxy.rules.Inventory;
import io.jukung.netproxy.rules.NodeRules;
import io.jukung.netproxy.rules.Transaction;
import io.jukung.netproxy.tracker.ServiceTracker;
import io.jukung.platform.Clock;
import io.jukung.platform.LoopThread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running network proxy. One thread carries changes out: it waits a moment for more to come, then writes them in one
 * transaction. A failure is tried again with growing pauses; every ten minutes all is written anew, in case something
 * else meddled with the table.
 */
public final class NetProxy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NetProxy.class);
    private static final GroupVersionResource SERVICES = GroupVersionResource.core("services");
    private static final GroupVersionResource SLICES =
            new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");

    /** How long changes are collected before they are written together. */
    private static final Duration COALESCE = Duration.ofMillis(20);

    private static final Duration SYNC_WARNING = Duration.ofMinutes(1);
    private static final Duration RESYNC = Duration.ofMinutes(10);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);

    private final Table table;
    private final DnsServer dns;
    private final Clock clock;
    private final HostNetwork host;
    private final StaleFlows staleFlows;
    private final Conntrack conntrack = new Conntrack();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition touched = lock.newCondition();
    private final ServiceTracker tracker = new ServiceTracker();
    private volatile boolean closed;
    /** Whether the table has been what the services asked for at least once. */
    private boolean written;

    private final Condition firstWrite = lock.newCondition();
    private final Informer services;
    private final Informer slices;
    private final Thread thread;

    private NetProxy(NetProxyConfig config, Nft nft, HostNetwork host, DnsServer dns) {
        this.host = host;
        this.dns = dns;
        clock = config.clock();
        staleFlows = new StaleFlows(config.serviceCidr(), config.dnsAddress());
        table = new Table(
                nft,
                config.table(),
                new NodeRules(
                        config.nodeName(),
                        config.serviceCidr(),
                        config.podCidr(),
                        config.dnsAddress(),
                        config.nodeIp() + ":" + dns.address().getPort(),
                        host.bridgeFiltered()));
        services = Informer.start(config.client(), SERVICES);
        slices = Informer.start(config.client(), SLICES);
        thread = Thread.ofPlatform().name("netproxy").daemon().unstarted(this::run);
    }

    /**
     * Starts to serve; returns once DNS listens, before the first services are known (see {@link #awaitWritten}).
     *
     * @throws IOException where DNS cannot listen
     */
    public static NetProxy start(NetProxyConfig config) throws IOException {
        var host = new HostNetwork(config.serviceCidr(), config.nodeIp());
        var nft = new NftProcess();
        if (present(nft, config.table())) {
            host.leftByEarlier();
        }
        host.prepare();
        var dns = startDns(config, nft);
        var proxy = new NetProxy(config, nft, host, dns);
        proxy.services.addListener((key, before, now) -> proxy.update(() -> proxy.tracker.service(key, now)));
        proxy.slices.addListener((key, before, now) -> proxy.update(() -> proxy.tracker.slice(key, before, now)));
        proxy.thread.start();
        return proxy;
    }

    /** At the port of an earlier process if it can be had: until rules are written they lead there. */
    private static DnsServer startDns(NetProxyConfig config, Nft nft) throws IOException {
        var settings = new DnsServer.Settings(
                config.domain(),
                config.dnsAddress(),
                List.of(config.serviceCidr(), config.podCidr()),
                config.dnsTtl(),
                config.upstreams());
        int earlier = config.dnsPort() == 0 ? earlierDnsPort(nft, config.table()) : 0;
        if (earlier > 0) {
            try {
                return DnsServer.start(new InetSocketAddress(config.nodeIp(), earlier), settings, config.clock());
            } catch (IOException e) {
                LOG.info("DNS gets another port than before: {}", e.getMessage());
            }
        }
        return DnsServer.start(new InetSocketAddress(config.nodeIp(), config.dnsPort()), settings, config.clock());
    }

    private static int earlierDnsPort(Nft nft, String table) {
        try {
            return nft.portBehind(table, NodeRules.DNS_UDP).orElse(0);
        } catch (NftException e) {
            LOG.debug("The earlier DNS port is not known: {}", e.getMessage());
            return 0;
        }
    }

    /** Where DNS listens. */
    public InetSocketAddress dnsAddress() {
        return dns.address();
    }

    public DnsFigures dnsFigures() {
        return dns.figures();
    }

    /** What of the host is not as services need it, in sentences with the remedy. */
    public List<String> problems() {
        return host.problems();
    }

    /** Waits until the table has once been what the services ask for; false when it takes longer. */
    public boolean awaitWritten(Duration atMost) throws InterruptedException {
        long nanos = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (!written) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = firstWrite.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Stops, and leaves the table as it is: connections and services go on, DNS until the next start does not. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        LoopThread.end(thread);
        services.close();
        slices.close();
        dns.close();
    }

    /** Stops and removes all that was made on this host. */
    public void purge() {
        close();
        try {
            table.remove();
        } catch (NftException e) {
            LOG.warn("The table remains: {}", e.getMessage());
        }
        host.restore();
    }

    /** Removes what a proxy that does not run any more left on this host. */
    public static void purge(String tableName, Ipv4Range serviceCidr, String nodeIp) {
        var nft = new NftProcess();
        var host = new HostNetwork(serviceCidr, nodeIp);
        if (present(nft, tableName)) {
            host.leftByEarlier();
        }
        try {
            nft.run(Transaction.remove(tableName));
        } catch (NftException e) {
            LOG.warn("Table {} remains: {}", tableName, e.getMessage());
        }
        host.restore();
    }

    /** Whether an earlier process left the table. */
    private static boolean present(Nft nft, String table) {
        try {
            return !nft.inventory(table).equals(Inventory.EMPTY);
        } catch (NftException e) {
            LOG.debug("Whether table {} exists is not known: {}", table, e.getMessage());
            return false;
        }
    }

    private void update(Runnable change) {
        lock.lock();
        try {
            change.run();
            touched.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            // What an earlier process left stays in force until all services are known.
            awaitSynced(services);
            awaitSynced(slices);
            var changes = take();
            staleFlows.begin(changes);
            var stale = new ArrayList<List<String>>();
            boolean first = true;
            int failures = 0;
            long retryAt = clock.nanoTime();
            while (!closed) {
                // Also while the kernel refuses: DNS and the wanted state keep up.
                dns.update(changes);
                table.update(changes);
                if (failures == 0 || retryAt - clock.nanoTime() <= 0) {
                    if (write()) {
                        if (first) {
                            stale.addAll(staleFlows.among(conntrack.udpFlows()));
                            first = false;
                        }
                        // Only now: a flow forgotten before the rules change would be remembered as it was.
                        conntrack.delete(stale);
                        stale.clear();
                        failures = 0;
                    } else {
                        failures++;
                    }
                    retryAt = clock.nanoTime() + pause(failures).toNanos();
                }
                if (!awaitChange(retryAt) && failures == 0) {
                    table.distrust();
                }
                changes = take();
                stale.addAll(staleFlows.after(changes));
            }
        } catch (InterruptedException e) {
            LOG.debug("The network proxy ends");
        }
    }

    private void awaitSynced(Informer informer) throws InterruptedException {
        while (!informer.synced()) {
            if (closed) {
                throw new InterruptedException();
            }
            try {
                informer.awaitSynced(SYNC_WARNING);
            } catch (ApiException e) {
                LOG.warn(
                        "The network proxy still waits for {}",
                        informer.resource().qualifiedResource());
            }
        }
    }

    private ServiceTracker.Changes take() {
        lock.lock();
        try {
            return tracker.take();
        } finally {
            lock.unlock();
        }
    }

    private boolean write() {
        try {
            table.sync();
        } catch (NftException e) {
            if (!closed) {
                LOG.error("Services are not reachable as they should be: {}", e.getMessage());
            }
            return false;
        } catch (RuntimeException e) {
            LOG.error("Services are not reachable as they should be, for a defect of the proxy", e);
            return false;
        }
        lock.lock();
        try {
            written = true;
            firstWrite.signalAll();
        } finally {
            lock.unlock();
        }
        return true;
    }

    /** How long to rest from writing when nothing changes. */
    private static Duration pause(int failures) {
        if (failures == 0) {
            return RESYNC;
        }
        var pause = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : pause;
    }

    /** Waits for the next change, and a moment for more; false where none came until then. */
    private boolean awaitChange(long until) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!tracker.changed()) {
                long nanos = until - clock.nanoTime();
                if (nanos <= 0) {
                    return false;
                }
                touched.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
        TimeUnit.NANOSECONDS.sleep(COALESCE.toNanos());
        return true;
    }
}
