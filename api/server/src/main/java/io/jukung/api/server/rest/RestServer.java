package io.jukung.api.server.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.jukung.api.model.codec.Limits;
import io.jukung.api.server.authn.Authenticator;
import io.jukung.api.server.authn.ClientCertificates;
import io.jukung.api.server.authn.Identity;
import io.jukung.api.server.chain.Authorizer;
import io.jukung.api.server.chain.Forbidden;
import io.jukung.api.server.chain.Resources;
import io.jukung.api.server.pki.KeyFiles;
import io.jukung.api.server.pki.Pem;
import io.jukung.api.server.status.Rejection;
import io.jukung.api.server.status.StoreRejections;
import io.jukung.api.server.storage.ObjectStorage;
import io.jukung.api.server.storage.StoreException;
import io.jukung.api.server.streams.PodSockets;
import io.jukung.api.server.streams.PodStreams;
import io.jukung.platform.Clock;
import io.netty.handler.ssl.ClientAuth;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTPS port: TLS, who calls, and every error as a Status. */
public final class RestServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);
    private static final int MAX_REQUESTS_IN_FLIGHT = 600;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);

    private final Server server;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore inFlight = new Semaphore(MAX_REQUESTS_IN_FLIGHT);
    private final RestService service;
    private final Health health;
    private final Metrics metrics;
    private final ServerInfo info;
    private final OpenApi openApi;
    private final Authorizer authorizer;
    private final Authenticator tokens;
    private final ClientCertificates certificates;

    /** What the port needs from the rest of the server. */
    public record Parts(
            Resources resources,
            ObjectStorage storage,
            Authorizer authorizer,
            Authenticator tokens,
            ClientCertificates certificates,
            List<X509Certificate> clientAuthorities,
            ServerInfo info,
            PodStreams pods,
            Clock clock,
            RandomGenerator random,
            PrometheusRegistry metrics) {}

    private RestServer(Parts parts, InetSocketAddress address, KeyFiles serving, String shownAddress, Duration drain) {
        this.info = parts.info();
        this.openApi = new OpenApi(parts.resources().registry(), Reviews.ALL);
        this.authorizer = parts.authorizer();
        this.tokens = parts.tokens();
        this.certificates = parts.certificates();
        this.metrics = new Metrics(parts.resources(), parts.metrics());
        this.health = new Health(parts.resources(), parts.storage(), stopping);
        var reviews = new Reviews(parts.authorizer(), parts.tokens(), parts.clock()::now);
        this.service = new RestService(
                parts.resources(),
                parts.authorizer(),
                new Discovery(parts.resources().registry(), Reviews.ALL, shownAddress),
                reviews,
                parts.pods(),
                parts.clock(),
                parts.random(),
                threads);
        var trust = new AnyClientCertificate(parts.clientAuthorities());
        this.server = Server.builder()
                .port(address, SessionProtocol.HTTPS)
                .tls(TlsKeyPair.of(Pem.privateKey(serving.keyFile()), Pem.certificates(serving.certFile())))
                .tlsCustomizer(tls -> tls.clientAuth(ClientAuth.OPTIONAL).trustManager(trust))
                .maxRequestLength(Limits.REQUEST.bytes())
                .requestTimeout(REQUEST_TIMEOUT)
                .idleTimeout(IDLE_TIMEOUT)
                .http1MaxHeaderSize(64 * 1024)
                .http2MaxHeaderListSize(64L * 1024)
                .gracefulShutdownTimeout(Duration.ZERO, drain)
                .errorHandler(new ProtocolErrors())
                .decorator((delegate, context, request) -> {
                    metrics.observe(context);
                    return delegate.serve(context, request);
                })
                .service(
                        PodSockets.PATHS,
                        new PodSockets(
                                        parts.resources(),
                                        parts.pods(),
                                        parts.authorizer(),
                                        this::caller,
                                        (rejection, request) -> rejected(rejection, request.headers(), List.of()))
                                .service())
                .serviceUnder("/", (HttpService) this::serve)
                .build();
    }

    /** Starts to listen. */
    public static RestServer start(
            Parts parts, InetSocketAddress address, KeyFiles serving, String shownAddress, Duration drain) {
        var server = new RestServer(parts, address, serving, shownAddress, drain);
        try {
            server.server.start().join();
        } catch (CompletionException e) {
            throw new IllegalStateException("cannot listen on " + address + " for HTTPS: " + cause(e), e);
        }
        return server;
    }

    private static String cause(CompletionException error) {
        var cause = error.getCause();
        return cause == null ? String.valueOf(error.getMessage()) : String.valueOf(cause.getMessage());
    }

    public int port() {
        return server.activeLocalPort();
    }

    /** From now on not ready: load balancers send nothing new. */
    public void notReady() {
        stopping.set(true);
    }

    @Override
    public void close() {
        notReady();
        server.stop().join();
        threads.shutdownNow();
    }

    private HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        var answer = new CompletableFuture<HttpResponse>();
        request.aggregate()
                .whenComplete((whole, error) -> threads.execute(() -> {
                    try {
                        answer.complete(respond(context, request, whole, error));
                    } catch (RuntimeException | Error e) {
                        answer.completeExceptionally(e);
                        throw e;
                    }
                }));
        return HttpResponse.of(answer);
    }

    private HttpResponse respond(
            ServiceRequestContext context,
            HttpRequest request,
            @Nullable AggregatedHttpRequest whole,
            @Nullable Throwable error) {
        if (!inFlight.tryAcquire()) {
            return rejected(
                    new Rejection(
                            429,
                            "TooManyRequests",
                            "the server has too many requests in flight, please try again later",
                            null),
                    request.headers(),
                    List.of());
        }
        var warnings = new ArrayList<String>();
        metrics.begun(request.method());
        try {
            if (error instanceof ContentTooLargeException) {
                throw Rejection.tooLarge("Request entity too large: limit is " + Limits.REQUEST.bytes());
            }
            if (error != null || whole == null) {
                throw Rejection.badRequest("the request's body could not be read");
            }
            var call = new Call(
                    request.method().name(),
                    path(context),
                    context.queryParams(),
                    request.headers(),
                    whole.content().array(),
                    caller(context, request),
                    warnings);
            return dispatch(context, call);
        } catch (Rejection e) {
            return rejected(e, request.headers(), warnings);
        } catch (StoreException e) {
            LOG.warn("{} {}: store: {}", request.method(), request.path(), e.getMessage());
            return rejected(StoreRejections.of(e), request.headers(), warnings);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", request.method(), request.path(), e);
            return rejected(Rejection.internal(String.valueOf(e.getMessage())), request.headers(), warnings);
        } finally {
            metrics.ended(request.method());
            inFlight.release();
        }
    }

    /** Decoded. Armeria makes one slash of several; to us an empty segment says something. */
    private static String path(ServiceRequestContext context) {
        var raw = context.routingContext().requestTarget().rawPath();
        return raw == null || !raw.contains("//")
                ? context.decodedPath()
                : URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private HttpResponse dispatch(ServiceRequestContext context, Call call) {
        var path = call.path();
        if (path.startsWith("/api/") || path.startsWith("/apis/") || path.equals("/api") || path.equals("/apis")) {
            var response = service.answer(call);
            if (call.query().contains("watch") || call.query().contains("follow")) {
                context.clearRequestTimeout();
            }
            return response;
        }
        var attributes = new Authorizer.Attributes(
                call.caller(), call.method().toLowerCase(Locale.ROOT), "", "", "", "", "", path);
        if (!authorizer.allows(attributes)) {
            throw Forbidden.of(attributes);
        }
        var answer = health.answer(call)
                .or(() -> info.answer(call))
                .or(() -> metrics.answer(call))
                .or(() -> openApi.answer(call))
                .orElseGet(() -> Answer.text(404, "404 page not found\n"));
        return answer.toHttp(call.warnings());
    }

    private Identity caller(ServiceRequestContext context, HttpRequest request) {
        var authorization = request.headers().get("authorization", "");
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return tokens.identify(authorization.substring(7).strip()).orElseThrow(Rejection::unauthorized);
        }
        var session = context.sslSession();
        if (session == null) {
            return Identity.ANONYMOUS;
        }
        Certificate[] chain;
        try {
            chain = session.getPeerCertificates();
        } catch (SSLPeerUnverifiedException e) {
            return Identity.ANONYMOUS; // none shown
        }
        var certificatesShown = new ArrayList<X509Certificate>();
        for (var certificate : chain) {
            certificatesShown.add((X509Certificate) certificate);
        }
        return certificates.identify(certificatesShown).orElseThrow(Rejection::unauthorized);
    }

    private static HttpResponse rejected(Rejection rejection, RequestHeaders headers, List<String> warnings) {
        var answer =
                Writer.tree(rejection.code(), rejection.status(), Representation.ofError(headers.get("accept", "")));
        return (rejection.code() == 429 || rejection.code() == 503 || rejection.code() == 504
                        ? answer.with("retry-after", "1")
                        : answer)
                .toHttp(warnings);
    }
}
