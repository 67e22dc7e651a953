package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.testing.Needs;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The same HTTP requests to a real etcd and to us: the same status, headers that matter, and body. */
@Needs(tools = {"etcd", "etcdctl"})
class HttpGatewayIT {

    /** How two answers are compared. */
    private enum Compare {
        WHOLE,
        /** The numbers are each server's own. */
        NAMES,
        /** The text is the JSON reader's. */
        STATUS
    }

    private record Step(String method, String path, String body, Compare how, List<String> headers) {
        Step(String method, String path, String body, Compare how) {
            this(method, path, body, how, List.of());
        }

        static Step post(String path, String body, String... headers) {
            return new Step("POST", path, body, Compare.WHOLE, List.of(headers));
        }

        static Step get(String path) {
            return new Step("GET", path, "", Compare.WHOLE);
        }

        Step by(Compare other) {
            return new Step(method, path, body, other, headers);
        }
    }

    private static final String NOSPACE = "{\"action\":\"%s\",\"memberID\":\"5\",\"alarm\":\"NOSPACE\"}";
    private static final String CORRUPT = "{\"action\":\"%s\",\"memberID\":\"5\",\"alarm\":\"CORRUPT\"}";

    private static final List<Step> TOUR = List.of(
            Step.get("/health"),
            Step.get("/health?exclude=FOO"),
            Step.get("/health?serializable=true"),
            new Step("POST", "/health", "", Compare.WHOLE),
            new Step("PUT", "/health", "x", Compare.WHOLE),
            new Step("HEAD", "/health", "", Compare.WHOLE),
            new Step("OPTIONS", "/health", "", Compare.WHOLE),
            Step.get("/health/"),
            Step.get("/livez"),
            Step.get("/livez?verbose"),
            Step.get("/livez?verbose=false"),
            Step.get("/livez?exclude=serializable_read&verbose"),
            Step.get("/livez/serializable_read"),
            Step.get("/livez/linearizable_read"),
            Step.get("/readyz"),
            Step.get("/readyz?verbose"),
            Step.get("/readyz?exclude=linearizable_read&exclude=non_learner&verbose"),
            Step.get("/readyz?exclude=nonsense"),
            Step.get("/readyz/data_corruption"),
            Step.get("/readyz/data_corruption?verbose"),
            Step.get("/readyz/linearizable_read?verbose"),
            Step.get("/readyz/non_learner?verbose"),
            Step.get("/readyz/"),
            Step.get("/readyz/nonsense"),
            new Step("HEAD", "/readyz", "", Compare.WHOLE),
            new Step("POST", "/livez", "", Compare.WHOLE),
            Step.get("/version").by(Compare.STATUS),
            new Step("POST", "/version", "", Compare.WHOLE),
            new Step("HEAD", "/metrics", "", Compare.STATUS),
            new Step("POST", "/metrics", "", Compare.STATUS),
            Step.get("/debug/vars").by(Compare.STATUS),
            Step.get("/debug/pprof/"),
            Step.get("/"),
            Step.get("/nothing"),
            new Step("POST", "/nothing", "{}", Compare.WHOLE),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\",\"value\":\"YmFy\"}"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\",\"value\":\"YmFy\",\"prev_kv\":true}"),
            Step.post("/v3beta/kv/put", "{\"key\":\"Zm9v\",\"value\":\"YmFy\",\"prevKv\":true}"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\",\"unknown\":{\"a\":[1,2]}}"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v-_\"}"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9\"}"),
            Step.post("/v3/kv/put", "{\"key\":\"!!!\"}"),
            Step.post("/v3/kv/put", "{\"key\":5}"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\",\"lease\":\"12\"}"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\",\"lease\":12}"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\",\"lease\":12.5}"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\",\"lease\":1e3}"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\",\"lease\":\"0x10\"}"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\",\"lease\":\"99999999999999999999\"}"),
            Step.post("/v3/kv/put", ""),
            Step.post("/v3/kv/put", "{}"),
            Step.post("/v3/kv/put", "null"),
            Step.post("/v3/kv/put", "[]"),
            Step.post("/v3/kv/put", "\"a\""),
            Step.post("/v3/kv/put", "{"),
            Step.post("/v3/kv/put", "{\"key\" \"a\"}").by(Compare.STATUS),
            Step.post("/v3/kv/put", "{key:\"YQ==\"}").by(Compare.STATUS),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\"} trailing"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\"}{\"key\":\"YWJj\"}"),
            Step.post("/v3/kv/put", "{\"key\":null}"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\",\"key\":\"YWJj\"}"),
            Step.post("/v3/kv/put?key=Zm9v", "{\"key\":\"Zm9v\"}"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\"}", "Content-Type: text/plain"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\"}", "Content-Type: application/grpc"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\"}", "Grpc-Timeout: 1n"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\"}", "Grpc-Timeout: soon"),
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\"}", "Grpc-Metadata-Foo: x", "Origin: http://x"),
            Step.get("/v3/kv/put"),
            new Step("PUT", "/v3/kv/put", "{}", Compare.WHOLE),
            new Step("DELETE", "/v3/kv/put", "", Compare.WHOLE),
            new Step("HEAD", "/v3/kv/put", "", Compare.WHOLE),
            new Step("OPTIONS", "/v3/kv/put", "", Compare.WHOLE),
            Step.get("/v3/watch"),
            Step.post("/v3/kv/nothing", "{}"),
            Step.post("/v3/kv/put/", "{}"),
            Step.post("/v3/", "{}"),
            Step.post("/v3/kv/put:x", "{}"),
            Step.post("/v3/kv/range", "{\"key\":\"Zm9v\"}"),
            Step.post("/v3/kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\",\"limit\":1,\"keys_only\":true}"),
            Step.post("/v3/kv/range", "{\"key\":\"Zm9v\",\"sort_order\":\"DESCEND\"}"),
            Step.post("/v3/kv/range", "{\"key\":\"Zm9v\",\"sort_order\":2,\"sort_target\":\"MOD\"}"),
            Step.post("/v3/kv/range", "{\"key\":\"Zm9v\",\"sort_order\":\"descend\"}"),
            Step.post("/v3/kv/range", "{\"key\":\"Zm9v\",\"revision\":\"9999\"}"),
            Step.post("/v3/kv/range", "{\"key\":\"Zm9v\",\"serializable\":\"true\"}"),
            Step.post("/v3/kv/range", "{\"key\":\"eHg=\"}"),
            Step.post("/v3/kv/deleterange", "{\"key\":\"eHg=\"}"),
            Step.post("/v3/kv/deleterange", "{\"key\":\"Zm9v\",\"prev_kv\":true}"),
            Step.post(
                    "/v3/kv/txn",
                    "{\"compare\":[{\"result\":\"EQUAL\",\"target\":\"VERSION\",\"key\":\"Zm9v\",\"version\":\"0\"}],"
                            + "\"success\":[{\"request_put\":{\"key\":\"Zm9v\",\"value\":\"YQ==\"}},"
                            + "{\"requestRange\":{\"key\":\"Zm9v\"}},{\"request_txn\":{}}],"
                            + "\"failure\":[{\"request_delete_range\":{\"key\":\"Zm9v\"}}]}"),
            Step.post("/v3/kv/txn", "{\"success\":[{\"request_put\":{\"key\":\"YQ==\"},\"request_range\":{}}]}"),
            Step.post(
                    "/v3/kv/txn",
                    "{\"success\":[{\"request_put\":{\"key\":\"YQ==\"}},{\"request_put\":{\"key\":\"YQ==\"}}]}"),
            Step.post("/v3/kv/compaction", "{\"revision\":\"3\"}"),
            Step.post("/v3/kv/compaction", "{\"revision\":\"3\"}"),
            Step.post("/v3/kv/range", "{\"key\":\"Zm9v\",\"revision\":2}"),
            Step.post("/v3/lease/grant", "{\"TTL\":100,\"ID\":\"7\"}"),
            Step.post("/v3/lease/grant", "{\"TTL\":100,\"ID\":\"7\"}"),
            Step.post("/v3/lease/grant", "{\"TTL\":\"100\"}"),
            Step.post("/v3/kv/put", "{\"key\":\"bGVhc2Vk\",\"lease\":\"7\"}"),
            Step.post("/v3/lease/timetolive", "{\"ID\":\"7\",\"keys\":true}").by(Compare.NAMES),
            Step.post("/v3/kv/lease/timetolive", "{\"ID\":\"8\",\"keys\":true}"),
            Step.post("/v3/lease/leases", "{}").by(Compare.NAMES),
            Step.post("/v3/kv/lease/leases", "").by(Compare.NAMES),
            Step.post("/v3/lease/keepalive", "{\"ID\":\"7\"}"),
            Step.post("/v3/lease/keepalive", "{\"ID\":\"7\"}\n{\"ID\":\"99\"}"),
            Step.post("/v3/kv/lease/revoke", "{\"ID\":\"7\"}"),
            Step.post("/v3/lease/revoke", "{\"ID\":\"7\"}"),
            Step.post("/v3/cluster/member/list", "{}").by(Compare.NAMES),
            Step.post("/v3/cluster/member/list", "{\"linearizable\":true}").by(Compare.NAMES),
            Step.post("/v3/cluster/member/add", "{\"peerURLs\":[\"bad\"]}"),
            Step.post("/v3/cluster/member/remove", "{\"ID\":\"1\"}"),
            Step.post("/v3/cluster/member/update", "{\"ID\":\"1\",\"peerURLs\":[\"http://127.0.0.1:1\"]}"),
            Step.post("/v3/cluster/member/promote", "{\"ID\":\"1\"}"),
            Step.post("/v3/maintenance/status", "{}").by(Compare.STATUS),
            Step.post("/v3/maintenance/hash", "{}").by(Compare.NAMES),
            Step.post("/v3/maintenance/hashkv", "{\"revision\":\"0\"}").by(Compare.STATUS),
            Step.post("/v3/maintenance/transfer-leadership", "{\"targetID\":\"1\"}"),
            Step.post("/v3/maintenance/downgrade", "{\"action\":\"CANCEL\"}"),
            Step.post("/v3/maintenance/alarm", "{}"),
            Step.post("/v3/maintenance/alarm", NOSPACE.formatted("ACTIVATE")),
            Step.get("/health"),
            Step.get("/health?exclude=NOSPACE"),
            Step.get("/readyz?verbose"),
            Step.post("/v3/maintenance/alarm", CORRUPT.formatted("ACTIVATE")),
            Step.get("/health?exclude=NOSPACE"),
            Step.get("/health?exclude=NOSPACE&exclude=CORRUPT"),
            Step.get("/readyz"),
            Step.get("/readyz?exclude=data_corruption"),
            Step.get("/readyz/data_corruption?exclude=data_corruption"),
            Step.get("/livez?verbose"),
            Step.post("/v3/maintenance/alarm", CORRUPT.formatted("DEACTIVATE")),
            Step.post("/v3/maintenance/alarm", NOSPACE.formatted("DEACTIVATE")),
            Step.post("/v3/auth/status", "{}"),
            Step.post("/v3/auth/enable", "{}"),
            Step.post("/v3/auth/disable", "{}"),
            Step.post("/v3/auth/authenticate", "{\"name\":\"a\",\"password\":\"b\"}"),
            Step.post("/v3/auth/user/add", "{}"),
            Step.post("/v3/auth/user/get", "{}"),
            Step.post("/v3/auth/user/list", "{}"),
            Step.post("/v3/auth/user/delete", "{}"),
            Step.post("/v3/auth/user/changepw", "{}"),
            Step.post("/v3/auth/user/grant", "{}"),
            Step.post("/v3/auth/user/revoke", "{}"),
            Step.post("/v3/auth/role/add", "{}"),
            Step.post("/v3/auth/role/get", "{}"),
            Step.post("/v3/auth/role/list", "{}"),
            Step.post("/v3/auth/role/delete", "{}"),
            Step.post("/v3/auth/role/grant", "{}"),
            Step.post("/v3/auth/role/revoke", "{}"),
            Step.post("/v3/lease/grant", "{\"TTL\":600,\"ID\":\"291\"}"),
            Step.post("/v3/lock/lock", "{\"name\":\"bQ==\",\"lease\":\"291\"}"),
            Step.post("/v3/lock/lock", "{\"name\":\"bQ==\",\"lease\":\"291\"}"),
            Step.post("/v3/lock/lock", "{\"name\":\"bQ==\",\"lease\":\"4711\"}"),
            Step.post("/v3/lock/unlock", "{\"key\":\"bS8xMjM=\"}"),
            Step.post("/v3/lock/unlock", "{\"key\":\"bS8xMjM=\"}"),
            Step.post("/v3/lock/unlock", "{}"),
            Step.post("/v3/election/leader", "{\"name\":\"ZQ==\"}"),
            Step.post("/v3/election/campaign", "{\"name\":\"ZQ==\",\"value\":\"dg==\",\"lease\":\"4711\"}"),
            Step.post("/v3/election/campaign", "{\"name\":\"ZQ==\",\"value\":\"dg==\",\"lease\":\"291\"}"),
            Step.post("/v3/election/campaign", "{\"name\":\"ZQ==\",\"value\":\"eA==\",\"lease\":\"291\"}"),
            Step.post("/v3/election/leader", "{\"name\":\"ZQ==\"}"),
            Step.post("/v3/election/proclaim", "{}"),
            Step.post(
                    "/v3/election/proclaim",
                    "{\"leader\":{\"name\":\"ZQ==\",\"key\":\"ZS8x\",\"rev\":\"1\",\"lease\":\"1\"}}"),
            Step.post("/v3/election/resign", "{}"),
            Step.post(
                    "/v3/election/resign",
                    "{\"leader\":{\"name\":\"ZQ==\",\"key\":\"ZS8x\",\"rev\":\"1\",\"lease\":\"1\"}}"));

    /** What root prepares before it turns authentication on: alice may read foo. */
    private static final List<Step> USERS = List.of(
            Step.post("/v3/kv/put", "{\"key\":\"Zm9v\",\"value\":\"YmFy\"}"),
            Step.post("/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"secret\"}"),
            Step.post("/v3/auth/user/add", "{\"name\":\"alice\",\"password\":\"secret\"}"),
            Step.post("/v3/auth/role/add", "{\"name\":\"root\"}"),
            Step.post("/v3/auth/role/add", "{\"name\":\"reader\"}"),
            Step.post("/v3/auth/role/grant", "{\"name\":\"reader\",\"perm\":{\"permType\":\"READ\",\"key\":\"Zm9v\"}}"),
            Step.post("/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}"),
            Step.post("/v3/auth/user/grant", "{\"user\":\"alice\",\"role\":\"reader\"}"),
            Step.post("/v3/auth/enable", "{}"));

    /** What each client asks for then. */
    private static final List<Step> GUARDED = List.of(
            Step.post("/v3/kv/range", "{\"key\":\"Zm9v\"}"),
            Step.post("/v3/kv/range", "{\"key\":\"Zm9v\",\"serializable\":true}"),
            Step.post("/v3/kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\"}"),
            Step.post("/v3/kv/put", "{\"key\":\"YmF6\",\"value\":\"YmFy\"}"),
            Step.post("/v3/kv/deleterange", "{\"key\":\"YmF6\"}"),
            Step.post("/v3/kv/txn", "{\"success\":[{\"request_put\":{\"key\":\"YmF6\"}}]}"),
            Step.post("/v3/auth/user/list", "{}"),
            Step.post("/v3/auth/user/get", "{\"name\":\"alice\"}"),
            Step.post("/v3/auth/role/get", "{\"role\":\"reader\"}"),
            Step.post("/v3/auth/user/add", "{\"name\":\"mallory\",\"password\":\"x\"}"),
            Step.post("/v3/auth/user/delete", "{\"name\":\"mallory\"}"),
            Step.post("/v3/lock/lock", "{\"name\":\"bQ==\",\"lease\":\"291\"}"),
            Step.post("/v3/lock/unlock", "{\"key\":\"bS8xMjM=\"}"),
            Step.post("/v3/election/leader", "{\"name\":\"Zm9v\"}"));

    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    private static final List<Pattern> VARYING = List.of(
            // What etcd's gateway 1.x adds, and we keep.
            Pattern.compile("(?<=\\{)\"error\":\"(?:[^\"\\\\]|\\\\.)*\",(?=\"code\")"),
            Pattern.compile("\"(cluster_id|member_id|raft_term)\":\"\\d+\",?"),
            Pattern.compile("(?<=\"ID\":\")\\d{10,}"),
            Pattern.compile("127\\.0\\.0\\.1:\\d+"));

    private static final JsonFactory JSON = new JsonFactory();

    /** White space out, what is each server's own out; checks in one order. */
    private static String stable(String body) {
        // protobuf-go writes one space or another, on purpose, so that nobody relies on its texts.
        var text = (body.startsWith("{") ? compact(body) : body).replace('\u00a0', ' ');
        for (var varying : VARYING) {
            text = varying.matcher(text).replaceAll("");
        }
        text = text.replace(",}", "}");
        if (text.startsWith("[")) {
            var lines = new ArrayList<>(List.of(text.split("\n", -1)));
            lines.sort(null);
            text = String.join("\n", lines);
        }
        return text;
    }

    private static String compact(String body) {
        var out = new StringWriter();
        for (var line : body.strip().split("\n")) {
            try (var parser = JSON.createParser(ObjectReadContext.empty(), line);
                    var generator = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
                while (parser.nextToken() != null) {
                    generator.copyCurrentEvent(parser);
                }
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static String names(String body) {
        var names = new TreeSet<String>();
        var matcher = Pattern.compile("\"(\\w+)\":").matcher(stable(body));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names.toString();
    }

    private static String seen(Step step, HttpResponse<String> response) {
        var headers = new ArrayList<String>();
        for (var name : List.of(
                "content-type",
                "allow",
                "x-content-type-options",
                "grpc-metadata-content-type",
                "access-control-allow-origin",
                "access-control-allow-methods",
                "access-control-allow-headers")) {
            headers.add(name + "=" + response.headers().firstValue(name).orElse(""));
        }
        if (step.how() == Compare.STATUS) {
            return String.valueOf(response.statusCode());
        }
        return response.statusCode() + "\n" + headers + "\n"
                + (step.how() == Compare.NAMES ? names(response.body()) : stable(response.body()));
    }

    /** What other releases of ours do; the comparison then begins by itself. */
    private static boolean isNotThereYet(HttpResponse<String> response) {
        return response.statusCode() == 501 && response.body().contains("this release does not");
    }

    @Test
    void everyPathAnswersAsEtcds(@TempDir Path directory) throws Exception {
        try (var etcd = RealEtcd.start(directory.resolve("etcd"));
                var cluster = TestCluster.start(directory, 1)) {
            var theirs = new Http("http://" + etcd.endpoint());
            var ours = new Http("http://" + cluster.endpoint("m1"));
            var differences = new ArrayList<String>();
            for (var step : TOUR) {
                var headers = step.headers().toArray(String[]::new);
                var expected = theirs.send(step.method(), step.path(), step.body(), headers);
                var got = ours.send(step.method(), step.path(), step.body(), headers);
                if (!isNotThereYet(got)) {
                    compare("", step, expected, got, differences);
                }
            }
            compareStreams(theirs, ours, differences);
            assertThat(differences).isEmpty();
        }
    }

    private static void compare(
            String who, Step step, HttpResponse<String> expected, HttpResponse<String> got, List<String> differences) {
        if (!seen(step, expected).equals(seen(step, got))) {
            differences.add(who + step.method() + " " + step.path() + " " + step.body() + "\netcd: "
                    + seen(step, expected) + "\nours: " + seen(step, got));
        }
    }

    /** The gateway's calls come from within the process, where who shows no token is trusted: its clients must not be. */
    @Test
    void aClientMayWhatItsTokenMay(@TempDir Path directory) throws Exception {
        try (var etcd = RealEtcd.start(directory.resolve("etcd"));
                var cluster = TestCluster.start(directory, 1)) {
            var theirs = new Http("http://" + etcd.endpoint());
            var ours = new Http("http://" + cluster.endpoint("m1"));
            var differences = new ArrayList<String>();
            for (var step : USERS) {
                compare(
                        "before: ",
                        step,
                        theirs.post(step.path(), step.body()),
                        ours.post(step.path(), step.body()),
                        differences);
            }
            var range = GUARDED.getFirst();
            assertThat(ours.post(range.path(), range.body()).body()).contains("etcdserver: user name is empty");
            for (var header : List.of("Authorization: ", "Grpc-Metadata-Token: ")) {
                guarded("wrong token: ", theirs, header + "wrong.1", ours, header + "wrong.1", differences);
            }
            guarded("nobody: ", theirs, "X-Nothing: x", ours, "X-Nothing: x", differences);
            guarded(
                    "marked by the client: ",
                    theirs,
                    "Grpc-Metadata-Grpcgateway-Accept: x",
                    ours,
                    "Grpc-Metadata-Grpcgateway-Accept: x",
                    differences);
            for (var user : List.of("alice", "root")) {
                var theirToken = login(theirs, user);
                var ourToken = login(ours, user);
                for (var header : List.of("Authorization: ", "Grpc-Metadata-Token: ")) {
                    guarded(user + " by " + header, theirs, header + theirToken, ours, header + ourToken, differences);
                }
                // As WebSockets bring it, too; etcd 3.5 does not take it with the scheme.
                for (var scheme : List.of("", "Bearer ")) {
                    assertThat(ours.post(range.path(), range.body(), "Authorization: " + scheme + ourToken)
                                    .statusCode())
                            .isEqualTo(200);
                }
            }
            assertThat(differences).isEmpty();
            var watch = "{\"create_request\":{\"key\":\"Zm9v\"}}";
            assertThat(stable(ours.lines("/v3/watch", watch, 1).getFirst()))
                    .isEqualTo(stable(theirs.lines("/v3/watch", watch, 1).getFirst()));
        }
    }

    private static void guarded(
            String who, Http theirs, String theirHeader, Http ours, String ourHeader, List<String> differences) {
        for (var step : GUARDED) {
            compare(
                    who,
                    step,
                    theirs.post(step.path(), step.body(), theirHeader),
                    ours.post(step.path(), step.body(), ourHeader),
                    differences);
        }
    }

    private static String login(Http server, String user) {
        var answer = server.post("/v3/auth/authenticate", "{\"name\":\"%s\",\"password\":\"secret\"}".formatted(user));
        var token = TOKEN.matcher(answer.body());
        assertThat(token.find()).as(answer.body()).isTrue();
        return token.group(1);
    }

    private static void compareStreams(Http theirs, Http ours, List<String> differences) throws Exception {
        record Streamed(String path, String body, int lines) {}
        for (var stream : List.of(
                new Streamed("/v3/watch", "{\"create_request\":{\"key\":\"Zm9v\",\"start_revision\":\"4\"}}", 2),
                new Streamed(
                        "/v3/watch",
                        "{\"create_request\":{\"key\":\"Zm9v\",\"start_revision\":\"4\",\"prev_kv\":true,"
                                + "\"filters\":[\"NOPUT\"]}}",
                        2),
                new Streamed(
                        "/v3/watch", "{\"create_request\":{\"key\":\"Zm9v\"}}{\"cancel_request\":{\"watch_id\":0}}", 2),
                new Streamed(
                        "/v3/watch",
                        "{\"create_request\":{\"key\":\"Zm9v\",\"watch_id\":\"5\"}}\n{\"cancel_request\":{\"watch_id\":\"5\"}}",
                        2),
                new Streamed("/v3/watch", "{\"create_request\":{\"key\":\"Zm9v\",\"start_revision\":1}}", 2),
                new Streamed("/v3/election/observe", "{\"name\":\"ZQ==\"}", 1))) {
            var expected = stable(String.join("\n", theirs.lines(stream.path(), stream.body(), stream.lines())));
            var got = stable(String.join("\n", ours.lines(stream.path(), stream.body(), stream.lines())));
            if (!expected.equals(got)) {
                differences.add(stream + "\netcd: " + expected + "\nours: " + got);
            }
        }
    }
}
