package io.jukung.netproxy.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Messages with random damage are read, or refused as malformed; nothing else comes of them. */
class MalformedMessagesTest {

    private static final int TRIES = 30_000;

    private static byte[] damaged(Random random, byte[] good) {
        var bytes = Arrays.copyOf(good, random.nextInt(10) == 0 ? random.nextInt(good.length + 8) : good.length);
        for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] =
                    (byte) (random.nextBoolean() ? 0xC0 | random.nextInt(4) : random.nextInt());
        }
        return bytes;
    }

    private static Record question(String name) throws TextParseException {
        return Record.newRecord(Name.fromString(name), Type.A, DClass.IN);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void queries(long seed) throws IOException {
        var random = new Random(seed);
        var query = Message.newQuery(question("some.where.svc.cluster.local."));
        query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        for (int i = 0; i < TRIES; i++) {
            var bytes = damaged(random, query.toWire());
            try {
                var read = Query.read(bytes);
                var answer = MessageWriter.write(read, Answer.failed(Answer.Code.REFUSED), 512);
                assertThat(answer).hasSizeBetween(MessageReader.HEADER_BYTES, 512);
            } catch (MalformedMessageException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answersOfOtherResolvers(long seed) throws IOException {
        var random = new Random(seed);
        var question = question("some.where.test.");
        var query = Message.newQuery(question).toWire();
        var answer = new Message(new Message(query).getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        for (var data : new String[] {"192.0.2.1", "192.0.2.2"}) {
            answer.addRecord(
                    Record.fromString(question.getName(), Type.A, DClass.IN, 30, data, Name.root), Section.ANSWER);
        }
        var cache = new AnswerCache();
        for (int i = 0; i < TRIES; i++) {
            var bytes = damaged(random, answer.toWire());
            if (!Answers.isAnswerTo(bytes, query)) {
                continue;
            }
            cache.put(query, false, bytes, i);
            cache.get(query, false, i + 1L);
            try {
                assertThat(Answers.addresses(bytes).records()).hasSizeLessThan(100);
            } catch (MalformedMessageException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }
}
