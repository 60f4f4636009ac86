package io.kirinuki.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LogbackServiceProvider;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.kirinuki.schema.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The log as it is configured, in each of its forms. */
class LogFormatTest {
    private static final Path FILE = Path.of("src", "main", "resources", "logback.xml");

    private static String line(Map<String, String> variables, String logger) throws Exception {
        LoggerContext context = new LoggerContext();
        variables.forEach(context::putProperty);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(FILE.toFile());
        try {
            Logger root = context.getLogger("ROOT");
            var appender =
                    (ConsoleAppender<ILoggingEvent>) root.iteratorForAppenders().next();
            LoggingEvent event = new LoggingEvent(
                    "", context.getLogger(logger), Level.WARN, "{} failed:\n\"torn\"", null, new Object[] {"orders-0@7"
                    });
            event.setMDCPropertyMap(Map.of("trace", "4bf92f3577b34da6a3ce929d0e0e4736"));
            assertThat(context.getLogger(logger).isDebugEnabled())
                    .isEqualTo(variables.containsKey("ANSWERS_LOG_LEVEL"));
            return new String(appender.getEncoder().encode(event), UTF_8);
        } finally {
            context.stop();
        }
    }

    @Test
    void aLineIsTextAndOneLineUnlessSaidOtherwise() throws Exception {
        assertThat(line(Map.of(), "io.kirinuki.answers"))
                .contains("WARN", "answers - orders-0@7 failed: | \"torn\"")
                .containsOnlyOnce("\n")
                .endsWith("\n");
    }

    @Test
    void aLineIsAnObjectWhereJsonIsAskedFor() throws Exception {
        String line = line(Map.of("LOG_FORMAT", "json", "ANSWERS_LOG_LEVEL", "DEBUG"), "io.kirinuki.answers");
        assertThat(line).containsOnlyOnce("\n").endsWith("\n");
        var object = Json.MAPPER.readTree(line);
        assertThat(object.get("level").asString()).isEqualTo("WARN");
        assertThat(object.get("loggerName").asString()).isEqualTo("io.kirinuki.answers");
        assertThat(object.get("formattedMessage").asString()).isEqualTo("orders-0@7 failed:\n\"torn\"");
        assertThat(object.get("mdc").get("trace").asString()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(object.propertyNames()).doesNotContain("arguments", "message");
    }

    @Test
    void ofItselfItSaysWhatIsWrongAndNothingElse() {
        assertThat(startedWith("text")).isEmpty();
        assertThat(startedWith("json")).isEmpty();
        assertThat(startedWith("yaml")).contains("yaml");
    }

    /** What a process that logs in that format says before its first line. */
    @SuppressWarnings("deprecation") // the printer that Logback itself prints by
    private static String startedWith(String format) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream captured = new PrintStream(said, true, UTF_8);
        System.setProperty("logback.configurationFile", FILE.toUri().toString());
        System.setProperty("LOG_FORMAT", format);
        System.setErr(captured);
        ch.qos.logback.core.util.StatusPrinter.setPrintStream(captured);
        try {
            new LogbackServiceProvider().initialize();
            return said.toString(UTF_8);
        } finally {
            System.setErr(err);
            ch.qos.logback.core.util.StatusPrinter.setPrintStream(out);
            System.clearProperty("logback.configurationFile");
            System.clearProperty("LOG_FORMAT");
        }
    }
}
