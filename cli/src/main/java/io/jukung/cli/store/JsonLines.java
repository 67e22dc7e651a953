package io.jukung.cli.store;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** One JSON object an event, with the fields that tools read in etcd's: {@code level}, {@code ts}, {@code caller}, {@code msg}. */
final class JsonLines extends LayoutBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Override
    public String doLayout(ILoggingEvent event) {
        var line = ObjectValue.builder()
                .put("level", event.getLevel().toString().toLowerCase(Locale.ROOT))
                .put("ts", TIME.format(event.getInstant()))
                .put("caller", event.getLoggerName())
                .put("msg", event.getFormattedMessage());
        var pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> line.put(pair.key, String.valueOf(pair.value)));
        }
        var thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.put("error", thrown.getClassName() + ": " + thrown.getMessage());
            line.put("stacktrace", ThrowableProxyUtil.asString(thrown));
        }
        return Json.text(line.build()) + System.lineSeparator();
    }
}
