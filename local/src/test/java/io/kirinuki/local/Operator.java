package io.kirinuki.local;

import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.cli.Cli;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.job.Jobs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whoever looks after the workers of a group, at the command line; configured by the environment. */
final class Operator {
    private final Map<String, String> environment = new HashMap<>();

    /** What a command has come to. */
    record Ran(int code, String out, String err) {}

    /** {@code more} are variables without their {@code KIRINUKI_}. */
    Operator(Servers servers, Topics topics, Map<String, String> more) {
        StoreConfig store = servers.store();
        set("KAFKA_BOOTSTRAP_SERVERS", servers.bootstrap());
        set("KAFKA_APPLICATION_ID", topics.group());
        set("KAFKA_REPLICATION_FACTOR", "1");
        set("TOPICS_REQUESTS", topics.requests());
        set("TOPICS_RESULTS", topics.results());
        set("TOPICS_FAILURES", topics.failures());
        set("STORE_ENDPOINT", store.endpoint().toString());
        set("STORE_ACCESS_KEY", store.accessKey());
        set("STORE_SECRET_KEY", store.secretKey());
        set("OUTPUT_BUCKET", TestWorker.ARTIFACTS);
        more.forEach(this::set);
    }

    private void set(String name, String value) {
        environment.put("KIRINUKI_" + name, value);
    }

    /** In this process. */
    Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Cli.commandLine(Wiring::start, environment)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Ran(code, out.toString(), err.toString());
    }

    /** In a process of its own, to be killed. */
    Process start(Path log, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Kirinuki.class.getName());
        builder.command().addAll(List.of(arguments));
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    Jobs jobs() {
        return new Jobs(
                ConfigReader.read(Optional.empty(), environment, Map.of()).config());
    }
}
