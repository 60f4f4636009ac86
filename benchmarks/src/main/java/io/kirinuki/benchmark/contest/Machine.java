package io.kirinuki.benchmark.contest;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;

/** What a figure depends on beside the code: this machine, and versions. Linux only. */
final class Machine {
    private Machine() {}

    /** By name, in an order for reading. */
    static Map<String, String> facts() throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", cpu("model name"));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("instructions", instructions());
        facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.put("onnxruntime", OrtEnvironment.getEnvironment().getVersion());
        facts.put("kafka", AppInfoParser.getVersion());
        facts.put("kirinuki", commit());
        return facts;
    }

    /** Of the last minute. */
    static double load() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
    }

    private static String instructions() throws IOException {
        List<String> flags = List.of(cpu("flags").split(" ", -1));
        List<String> found = new ArrayList<>(List.of("avx2", "avx512f", "avx_vnni", "avx512_vnni", "amx_int8"));
        found.retainAll(flags);
        return String.join(" ", found);
    }

    private static String cpu(String field) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith(field))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }

    private static String commit() throws IOException {
        Path home = Path.of(System.getProperty("kirinuki.home"));
        Process git = new ProcessBuilder("git", "-C", home.toString(), "describe", "--always", "--dirty").start();
        try (var out = git.inputReader()) {
            String said = out.readLine();
            return said == null ? "unknown" : said;
        }
    }

    /** Of the Python packages and the jars that {@code benchmarks/peers/install} put there. */
    static List<String> peers(Path installed) throws IOException {
        List<String> versions = new ArrayList<>();
        try (Stream<Path> files = Files.walk(installed, 5)) {
            files.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches(
                            "(rembg|boto3|confluent_kafka|onnxruntime|numpy|pillow|pymatting)-.*\\.dist-info"
                                    + "|parallel-consumer.*\\.jar"))
                    .map(file -> file.replaceAll("\\.dist-info|\\.jar", "").replaceAll("-(?=\\d)", " "))
                    .sorted()
                    .forEach(versions::add);
        }
        return versions;
    }
}
