package io.kirinuki.worker.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The distribution's Chromium, without a window and with a profile of its own. */
public final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** The calling test is skipped where there is none. */
    public static Browser start(Path profile) throws IOException {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "no Chromium here: apt-get install chromium chromium-driver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1200,900",
                "--user-data-dir=" + profile);
        File log = profile.resolve("chromedriver.log").toFile();
        return new Browser(new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .withLogFile(log)
                        .build(),
                options));
    }

    public ChromeDriver driver() {
        return driver;
    }

    public Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void scheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /**
     * What axe-core finds wrong with the page that is shown, on a phone and on a desk, light and dark: contrast, names,
     * roles, order of headings, and what else can be told by a program.
     */
    public List<String> barriers() throws IOException {
        try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
            run(new String(in.readAllBytes(), UTF_8));
        }
        List<String> barriers = new ArrayList<>();
        for (int width : List.of(390, 1200)) {
            for (String scheme : List.of("light", "dark")) {
                size(width, 900);
                scheme(scheme);
                Object findings = driver.executeAsyncScript("""
                        const end = arguments[0];
                        axe.run(document).then(found => end(found.passes.length < 10 ? ['hardly a rule was tried']
                            : found.violations.map(each => each.id + ' (' + each.impact + '): '
                                + each.nodes.map(node => node.target).join(', '))));\
                        """);
                for (Object each : (List<?>) findings) barriers.add("%d pixels, %s: %s".formatted(width, scheme, each));
            }
        }
        return barriers;
    }

    @Override
    public void close() {
        driver.quit();
    }
}
