package io.jukung.cli.kv;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.EquivalentAddressGroup;
import io.grpc.ForwardingClientCall;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.jukung.cli.CommandFailure;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.AuthenticateRequest;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A connection to a store: calls go round its addresses, wait for one that answers, and carry the user's token, which is
 * fetched anew once the store does not take it any more.
 */
public final class StoreConnection implements AutoCloseable {

    private static final String SCHEME = "jukung-store";
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    /** What etcd says of a token it does not know (any more). */
    static final String INVALID_TOKEN = "etcdserver: invalid auth token";

    private static final Pattern ADDRESS = Pattern.compile("(?:https?://)?(\\[[^\\]]+\\]|[^:/]+):([0-9]{1,5})/?");

    private final ManagedChannel channel;
    private final Endpoints endpoints;
    private final Optional<Credentials> credentials;
    private final Arguments arguments;
    private volatile Optional<String> token = Optional.empty();
    private volatile boolean authenticated;

    private StoreConnection(
            ManagedChannel channel, Endpoints endpoints, Optional<Credentials> credentials, Arguments arguments) {
        this.channel = channel;
        this.endpoints = endpoints;
        this.credentials = credentials;
        this.arguments = arguments;
    }

    /**
     * Opens one for a command of ours beside etcdctl's.
     *
     * @param flags etcdctl's, which say where the store is
     * @throws CommandFailure naming the flag that is wrong
     */
    public static StoreConnection open(List<String> flags, LoginOptions login) {
        try {
            var arguments = Arguments.parse(flags, GlobalFlags.ALL);
            var environment = System.getenv();
            return open(
                    Endpoints.of(arguments, environment, System.err::println),
                    login.credentials(environment, System.in),
                    arguments);
        } catch (KvFailure failure) {
            throw new CommandFailure(failure.text(), failure);
        }
    }

    /**
     * Opens one for a server, which asks nobody for a password.
     *
     * @param flags etcdctl's, {@code --endpoints} among them
     * @param user none unless there is a password too, as etcd's client
     * @throws CommandFailure saying what is wrong
     */
    public static StoreConnection open(List<String> flags, String user, String password) {
        try {
            var credentials = user.isEmpty() || password.isEmpty()
                    ? Optional.<Credentials>empty()
                    : Optional.of(new Credentials(user, password));
            var arguments = Arguments.parse(flags, GlobalFlags.ALL);
            return open(Endpoints.of(arguments, Map.of(), System.err::println), credentials, arguments);
        } catch (KvFailure failure) {
            throw new CommandFailure(failure.text(), failure);
        }
    }

    /** Opens one; nothing is sent before the first call. */
    static StoreConnection open(Endpoints endpoints, Optional<Credentials> credentials, Arguments arguments) {
        var addresses = new ArrayList<EquivalentAddressGroup>();
        for (var name : endpoints.names()) {
            group(name, endpoints.serverName()).ifPresent(addresses::add);
        }
        var registry = new NameResolverRegistry();
        registry.register(new Fixed(addresses));
        var builder = Grpc.newChannelBuilder(SCHEME + ":///store", ClientTls.credentials(endpoints), registry)
                .defaultLoadBalancingPolicy("round_robin")
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .keepAliveTime(arguments.duration("keepalive-time").toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(arguments.duration("keepalive-timeout").toNanos(), TimeUnit.NANOSECONDS);
        if (builder instanceof NettyChannelBuilder netty) {
            netty.withOption(
                    ChannelOption.CONNECT_TIMEOUT_MILLIS,
                    Math.clamp(arguments.duration("dial-timeout").toMillis(), 1, Integer.MAX_VALUE));
        }
        return new StoreConnection(builder.build(), endpoints, credentials, arguments);
    }

    /** The same user's connection to other members, or to one. */
    StoreConnection at(String endpoint) {
        return open(endpoints.at(List.of(endpoint)), credentials, arguments);
    }

    Endpoints endpoints() {
        return endpoints;
    }

    /** For streams, and calls that take as long as they take. */
    Channel stream() {
        authenticate();
        return ClientInterceptors.intercept(channel, new WithToken());
    }

    /**
     * The same for commands of ours beside etcdctl's.
     *
     * @throws StatusRuntimeException if the store refuses the user, or does not answer
     */
    public Channel channel() {
        login();
        return ClientInterceptors.intercept(channel, new WithToken());
    }

    /**
     * Makes one call, within {@code --command-timeout}.
     *
     * @throws StatusRuntimeException what the store says
     */
    <T> T call(Function<Channel, T> request) {
        authenticate();
        var deadlined = ClientInterceptors.intercept(
                channel,
                new WithToken(),
                new WithDeadline(arguments.duration("command-timeout").toNanos()));
        try {
            return request.apply(deadlined);
        } catch (StatusRuntimeException e) {
            if (!forgets(e)) {
                throw e;
            }
            authenticate();
            return request.apply(deadlined);
        }
    }

    /**
     * Whether the token, not the request, is what the store refused; then the next call or stream fetches another.
     */
    public boolean forgets(StatusRuntimeException failure) {
        var description = String.valueOf(failure.getStatus().getDescription());
        boolean outdated =
                description.equals(INVALID_TOKEN) || description.equals("etcdserver: revision of auth store is old");
        if (outdated && credentials.isPresent()) {
            authenticated = false;
            return true;
        }
        return false;
    }

    private void authenticate() {
        try {
            login();
        } catch (StatusRuntimeException e) {
            throw new KvFailure(Exit.BAD_CONNECTION, KvFailure.told(e));
        }
    }

    /** A store without authentication needs no token, whoever asks. */
    private synchronized void login() {
        if (authenticated || credentials.isEmpty()) {
            return;
        }
        var who = credentials.get();
        try {
            token = Optional.of(AuthGrpc.newBlockingStub(channel)
                    .withWaitForReady()
                    .withDeadlineAfter(arguments.duration("command-timeout").toNanos(), TimeUnit.NANOSECONDS)
                    .authenticate(AuthenticateRequest.newBuilder()
                            .setName(who.user())
                            .setPassword(who.password())
                            .build())
                    .getToken());
        } catch (StatusRuntimeException e) {
            if (!KvFailure.told(e).equals("etcdserver: authentication is not enabled")) {
                throw e;
            }
        }
        authenticated = true;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private static Optional<EquivalentAddressGroup> group(String name, Optional<String> serverName) {
        var matcher = ADDRESS.matcher(name);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            throw KvFailure.arguments("bad endpoint " + GoText.quote(name) + ": expected HOST:PORT");
        }
        var host = matcher.group(1);
        var address = new InetSocketAddress(host, Integer.parseInt(matcher.group(2)));
        var attributes = Attributes.newBuilder()
                .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, serverName.orElse(host + ":" + matcher.group(2)))
                .build();
        // A name without address may be one of several; the others may answer.
        return address.isUnresolved() ? Optional.empty() : Optional.of(new EquivalentAddressGroup(address, attributes));
    }

    /** Puts the token on each call. */
    private final class WithToken implements ClientInterceptor {

        @Override
        public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return new ForwardingClientCall.SimpleForwardingClientCall<>(
                    next.newCall(method, options.withWaitForReady())) {
                @Override
                public void start(Listener<R> listener, Metadata headers) {
                    token.ifPresent(text -> headers.put(TOKEN, text));
                    super.start(listener, headers);
                }
            };
        }
    }

    /** Bounds each call from when it is made. */
    private record WithDeadline(long nanos) implements ClientInterceptor {

        @Override
        public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return next.newCall(method, options.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS));
        }
    }

    /** Resolves the channel's one target to the store's addresses. */
    private static final class Fixed extends NameResolverProvider {

        private final List<EquivalentAddressGroup> addresses;

        Fixed(List<EquivalentAddressGroup> addresses) {
            this.addresses = List.copyOf(addresses);
        }

        @Override
        public NameResolver newNameResolver(URI target, NameResolver.Args args) {
            return new NameResolver() {
                @Override
                public String getServiceAuthority() {
                    return "store";
                }

                @Override
                public void start(Listener2 listener) {
                    listener.onResult(ResolutionResult.newBuilder()
                            .setAddressesOrError(StatusOr.fromValue(addresses))
                            .build());
                }

                @Override
                public void shutdown() {}
            };
        }

        @Override
        protected boolean isAvailable() {
            return true;
        }

        @Override
        protected int priority() {
            return 5;
        }

        @Override
        public String getDefaultScheme() {
            return SCHEME;
        }
    }
}
