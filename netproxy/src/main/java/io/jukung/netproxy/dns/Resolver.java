package io.jukung.netproxy.dns;

import io.jukung.netproxy.dns.ResourceRecord.Data;
import io.jukung.platform.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers queries: from the zone and the cache at once, otherwise by asking upstream on a virtual thread, at most
 * {@value #MAX_ASKING} at once; beyond that clients are told to try again (SERVFAIL).
 */
final class Resolver {

    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);
    private static final int MAX_ASKING = 1_000;
    private static final int MAX_ALIASES = 8;
    private static final int STANDARD_QUERY = 0;

    private final Zone zone;
    private final Upstream upstream;
    private final Clock clock;
    private final AnswerCache cache = new AnswerCache();
    private final Semaphore asking = new Semaphore(MAX_ASKING);

    private final LongAdder queries = new LongAdder();
    private final LongAdder fromZone = new LongAdder();
    private final LongAdder fromCache = new LongAdder();
    private final LongAdder asked = new LongAdder();
    private final LongAdder failed = new LongAdder();

    Resolver(Zone zone, Upstream upstream, Clock clock) {
        this.zone = zone;
        this.upstream = upstream;
        this.clock = clock;
    }

    DnsFigures figures() {
        return new DnsFigures(queries.sum(), fromZone.sum(), fromCache.sum(), asked.sum(), failed.sum());
    }

    /**
     * Answers a message, now or later, at most once; what is no query is not answered. Never blocks.
     *
     * @param tcp whether the answer may have any size
     */
    void resolve(byte[] message, boolean tcp, Consumer<byte[]> answered) {
        queries.increment();
        Query query;
        try {
            query = Query.read(message);
        } catch (MalformedMessageException e) {
            LOG.debug("Malformed query: {}", e.getMessage());
            if (message.length >= MessageReader.HEADER_BYTES && message[2] >= 0) {
                answered.accept(MessageWriter.formatError(((message[0] & 0xFF) << 8) | (message[1] & 0xFF)));
            }
            return;
        }
        int limit = tcp ? MessageWriter.MAX_TCP_SIZE : MessageWriter.udpLimit(query);
        var refusal = refusal(query);
        if (refusal.isPresent()) {
            answered.accept(MessageWriter.write(query, Answer.failed(refusal.get()), limit));
            return;
        }
        var own = zone.answer(query.name(), query.type());
        if (own.isEmpty()) {
            ask(query, message, tcp, limit, answered);
        } else {
            fromZone.increment();
            answer(query, own.get(), tcp, limit, answered);
        }
    }

    private static Optional<Answer.Code> refusal(Query query) {
        if (query.version() != 0) {
            return Optional.of(Answer.Code.BAD_VERSION);
        }
        if (query.opcode() != STANDARD_QUERY) {
            return Optional.of(Answer.Code.NOT_IMPLEMENTED);
        }
        return query.dnsClass() == Query.IN ? Optional.empty() : Optional.of(Answer.Code.REFUSED);
    }

    /** Stub resolvers expect an alias together with what it leads to, be it another alias. */
    private void answer(Query query, Answer own, boolean tcp, int limit, Consumer<byte[]> answered) {
        var whole = own;
        var last = own;
        for (int aliases = 0; aliases < MAX_ALIASES; aliases++) {
            var target = aliasTarget(last);
            if (target.isEmpty() || query.type() == ResourceRecord.CNAME) {
                answered.accept(MessageWriter.write(query, aliases == 0 ? shuffled(whole) : whole, limit));
                return;
            }
            var local = zone.answer(target.get(), query.type());
            if (local.isEmpty()) {
                followElsewhere(query, whole, target.get(), tcp, limit, answered);
                return;
            }
            last = local.get();
            whole = whole.leadingTo(last);
        }
        fail(query, limit, answered, "a chain of more than " + MAX_ALIASES + " aliases");
    }

    private static Optional<String> aliasTarget(Answer answer) {
        return answer.records().stream()
                .flatMap(record -> record.data() instanceof Data.Alias(var target) ? Stream.of(target) : Stream.empty())
                .findFirst();
    }

    private void followElsewhere(
            Query query, Answer own, String target, boolean tcp, int limit, Consumer<byte[]> answered) {
        later(query, limit, answered, () -> {
            try {
                var found = upstreamAnswer(questionFor(query, target), tcp);
                return MessageWriter.write(query, own.leadingTo(Answers.addresses(found)), limit);
            } catch (MalformedMessageException e) {
                throw new IOException("the answer for " + target + " cannot be read: " + e.getMessage(), e);
            }
        });
    }

    private void ask(Query query, byte[] message, boolean tcp, int limit, Consumer<byte[]> answered) {
        var kept = cache.get(message, tcp, clock.nanoTime());
        if (kept.isPresent()) {
            fromCache.increment();
            answered.accept(kept.get());
            return;
        }
        later(query, limit, answered, () -> upstreamAnswer(message, tcp));
    }

    private byte[] upstreamAnswer(byte[] message, boolean tcp) throws IOException {
        var kept = cache.get(message, tcp, clock.nanoTime());
        if (kept.isPresent()) {
            fromCache.increment();
            return kept.get();
        }
        asked.increment();
        var answer = upstream.ask(message, tcp);
        cache.put(message, tcp, answer, clock.nanoTime());
        return answer;
    }

    private interface Work {
        byte[] answer() throws IOException;
    }

    private void later(Query query, int limit, Consumer<byte[]> answered, Work work) {
        if (!asking.tryAcquire()) {
            fail(query, limit, answered, "too many queries wait for upstream");
            return;
        }
        Thread.ofVirtual().name("dns " + query.name()).start(() -> {
            try {
                answered.accept(work.answer());
            } catch (IOException e) {
                fail(query, limit, answered, e.toString());
            } finally {
                asking.release();
            }
        });
    }

    private void fail(Query query, int limit, Consumer<byte[]> answered, String why) {
        failed.increment();
        LOG.debug("{} not resolved: {}", query.name(), why);
        answered.accept(MessageWriter.write(query, Answer.failed(Answer.Code.SERVER_FAILURE), limit));
    }

    /** Clients take the first address: each shall get another one first. */
    private static Answer shuffled(Answer answer) {
        int count = answer.records().size();
        if (count < 2) {
            return answer;
        }
        int first = ThreadLocalRandom.current().nextInt(count);
        var turned = new ArrayList<>(answer.records().subList(first, count));
        turned.addAll(answer.records().subList(0, first));
        return new Answer(answer.code(), answer.authoritative(), turned, answer.authority(), answer.additional());
    }

    /** A plain query for another name, of the same type. */
    private static byte[] questionFor(Query query, String name) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (var label : List.of(name.split("\\."))) {
            var bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        out.writeBytes(new byte[] {0, (byte) (query.type() >>> 8), (byte) query.type(), 0, Query.IN});
        return out.toByteArray();
    }
}
