package io.jukung.cli.srv;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.naming.CommunicationException;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.ServiceUnavailableException;
import javax.naming.directory.InitialDirContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the name servers of {@code /etc/resolv.conf} for SRV records, by the JDK's own client. Its search domains are not
 * tried. A server that does not answer is given 2 s, then 4 s more.
 */
public final class SrvLookup {

    private static final Logger log = LoggerFactory.getLogger(SrvLookup.class);
    private static final String FIRST_TIMEOUT_MILLIS = "2000";
    private static final String ATTEMPTS = "2";
    /** More than any cluster has members. */
    private static final int MOST_RECORDS = 1000;

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");

    private SrvLookup() {}

    /**
     * The cluster that a member is to found or join: {@code etcd-server-ssl} and {@code etcd-server}.
     *
     * @param suffix follows the service's name after a dash, unless it is empty
     */
    public static SrvCluster cluster(String name, List<URI> advertised, String domain, String suffix) {
        var answers = both("etcd-server", domain, suffix);
        return new SrvCluster(name, advertised, answers, addresses(advertised, answers));
    }

    /** The addresses of a store for its clients: {@code etcd-client-ssl} and {@code etcd-client}. */
    public static SrvEndpoints endpoints(String domain, String suffix, boolean insecure) {
        return SrvEndpoints.of(both("etcd-client", domain, suffix), insecure);
    }

    private static List<SrvAnswer> both(String name, String domain, String suffix) {
        return Stream.of("https", "http")
                .map(scheme -> ask(SrvAnswer.service(name, scheme, suffix), scheme, domain))
                .toList();
    }

    private static SrvAnswer ask(String service, String scheme, String domain) {
        var name = "_" + service + "._tcp." + domain;
        if (!HOST.matcher(domain).matches()) {
            return SrvAnswer.failed(service, scheme, "lookup " + name + ": " + domain + " is no domain name");
        }
        try {
            var records = records(name);
            return records.isEmpty()
                    ? SrvAnswer.failed(service, scheme, "lookup " + name + ": no such host")
                    : SrvAnswer.found(service, scheme, records);
        } catch (NamingException e) {
            return SrvAnswer.failed(service, scheme, "lookup " + name + ": " + reason(e));
        }
    }

    private static String reason(NamingException failure) {
        return switch (failure) {
            case NameNotFoundException none -> "no such host";
            case CommunicationException silent -> "the name servers do not answer";
            case ServiceUnavailableException unable -> "the name servers cannot tell";
            default -> String.valueOf(failure.getMessage());
        };
    }

    @SuppressWarnings("BanJNDI") // the provider is fixed, and DNS's makes texts of records, never objects
    private static List<SrvRecord> records(String name) throws NamingException {
        var settings = new Properties();
        settings.setProperty(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        settings.setProperty(Context.PROVIDER_URL, "dns:");
        settings.setProperty("com.sun.jndi.dns.timeout.initial", FIRST_TIMEOUT_MILLIS);
        settings.setProperty("com.sun.jndi.dns.timeout.retries", ATTEMPTS);
        var context = new InitialDirContext(settings);
        try {
            var found = context.getAttributes(new CompositeName().add(name), new String[] {"SRV"})
                    .get("SRV");
            var records = new ArrayList<SrvRecord>();
            for (int i = 0; found != null && i < Math.min(found.size(), MOST_RECORDS); i++) {
                var text = String.valueOf(found.get(i));
                var record = SrvRecord.parse(text);
                record.ifPresentOrElse(
                        records::add, () -> log.warn("{}: the SRV record \"{}\" cannot be read", name, text));
            }
            return records;
        } finally {
            context.close();
        }
    }

    private static Map<String, String> addresses(List<URI> urls, List<SrvAnswer> answers) {
        var addresses = new HashMap<String, String>();
        Stream.concat(
                        urls.stream().flatMap(url -> Optional.ofNullable(url.getHost()).stream()),
                        SrvAnswer.hosts(answers))
                .distinct()
                .forEach(host -> address(host).ifPresent(ip -> addresses.put(host, ip)));
        return addresses;
    }

    /** As Go: of several the first of IPv4. */
    private static Optional<String> address(String host) {
        if (host.isEmpty()) {
            return Optional.empty();
        }
        try {
            var all = InetAddress.getAllByName(host);
            return Optional.of(Arrays.stream(all)
                    .filter(Inet4Address.class::isInstance)
                    .findFirst()
                    .orElse(all[0])
                    .getHostAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
