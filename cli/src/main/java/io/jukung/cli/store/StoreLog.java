package io.jukung.cli.store;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import io.jukung.cli.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/** The process's log, as the flags say. */
public final class StoreLog {

    private static final String CONSOLE_PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC}\t%level\t%logger{24}\t%msg %kvp%n";

    private StoreLog() {}

    /**
     * Sends the log where the flags say, from now on.
     *
     * @throws FlagException naming the flag that is wrong
     * @throws CommandFailure if a file cannot be written
     */
    public static void configure(FlagValues flags) {
        var settings = LogSettings.of(flags);
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        var appenders = settings.outputs().stream()
                .map(output -> appender(context, settings, output))
                .toList();
        root.detachAndStopAllAppenders();
        appenders.forEach(root::addAppender);
        setLevel(flags, "");
    }

    /** Of etcd's levels: what is set for the cluster, or the flag's. What is above error counts as error. */
    public static void setLevel(FlagValues flags, String set) {
        var level = set.isEmpty() ? flags.get(StoreFlags.LOG_LEVEL) : set;
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(level, Level.ERROR));
    }

    private static OutputStreamAppender<ILoggingEvent> appender(
            LoggerContext context, LogSettings settings, String output) {
        OutputStreamAppender<ILoggingEvent> appender = switch (output) {
            case "stderr", "stdout" -> {
                var console = new ConsoleAppender<ILoggingEvent>();
                console.setTarget(output.equals("stderr") ? "System.err" : "System.out");
                yield console;
            }
            default -> file(context, settings, writable(output));
        };
        appender.setContext(context);
        appender.setName(output);
        appender.setEncoder(encoder(context, settings.json()));
        appender.start();
        return appender;
    }

    private static String writable(String file) {
        try {
            Files.newOutputStream(Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
            return file;
        } catch (IOException e) {
            throw new CommandFailure("--log-outputs: " + CommandFailure.reason(e), e);
        }
    }

    private static FileAppender<ILoggingEvent> file(LoggerContext context, LogSettings settings, String path) {
        var rotation = settings.rotation();
        if (rotation == null) {
            var file = new FileAppender<ILoggingEvent>();
            file.setFile(path);
            return file;
        }
        var file = new RollingFileAppender<ILoggingEvent>();
        file.setContext(context);
        file.setFile(path);
        var policy = new SizeAndTimeBasedRollingPolicy<ILoggingEvent>();
        policy.setContext(context);
        policy.setParent(file);
        policy.setFileNamePattern(path + ".%d{yyyy-MM-dd" + (rotation.localTime() ? "" : ",UTC") + "}.%i"
                + (rotation.compress() ? ".gz" : ""));
        policy.setMaxFileSize(FileSize.valueOf(rotation.maxMegabytes() + "MB"));
        policy.setMaxHistory(rotation.maxDays());
        policy.setTotalSizeCap(FileSize.valueOf((long) rotation.maxMegabytes() * rotation.maxBackups() + "MB"));
        policy.start();
        file.setRollingPolicy(policy);
        return file;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, boolean json) {
        if (json) {
            var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
            var layout = new JsonLines();
            layout.setContext(context);
            layout.start();
            encoder.setLayout(layout);
            encoder.setCharset(StandardCharsets.UTF_8);
            encoder.setContext(context);
            encoder.start();
            return encoder;
        }
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(CONSOLE_PATTERN);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return encoder;
    }
}
