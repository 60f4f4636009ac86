package io.kirinuki.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.status.Status;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Logback prints all that it has to say of its configuration, on stdout, as soon as anything in it is worth a warning. */
class LogbackTest {
    @Test
    void theConfigurationIsWorthNoWarning() throws Exception {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Path.of("src/main/resources/logback.xml").toFile());
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .isNotEmpty()
                .noneMatch(status -> status.getLevel() >= Status.WARN);
        context.stop();
    }
}
