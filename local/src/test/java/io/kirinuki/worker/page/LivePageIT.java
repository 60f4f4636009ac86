package io.kirinuki.worker.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;

/** The live page in a real browser, as a visitor meets it. Skipped where no Chromium is installed. */
class LivePageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static Browser browser;
    private PageWorld world;

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.start(Files.createDirectory(folder.resolve("profile")));
    }

    @AfterAll
    static void stop() {
        if (browser != null) browser.close();
    }

    @AfterEach
    void leave() {
        browser.driver().get("about:blank");
        world.close();
    }

    private void visit(PageWorld opened) {
        world = opened;
        browser.size(1200, 900);
        browser.driver().get(world.url());
        until("return document.querySelector('#state.well') !== null");
    }

    @Test
    void resultsAppearWithTheirPicturesAndFigures() throws Exception {
        world = new PageWorld(true, false);
        world.succeed("one", "shop/camera.png", true);
        visit(world);
        until("return document.querySelectorAll('.card').length === 1");
        browser.run("document.querySelector('.card').scrollIntoView()");
        until("return [...document.querySelectorAll('.pair img')].every(i => i.complete && i.naturalWidth === 400)");

        assertThat(one(".card .name").getText()).isEqualTo("camera.png" + "for review");
        assertThat(one(".card").getText())
                .contains("cutout · subject 3 · cpu", "fetch 12", "infer 80", "192 ms", "400 × 300", "uncertainty 6 %");
        until("return document.querySelector('.legend .busy') !== null");
        assertThat(one("aside").getText())
                .contains("12 of 64", "40 owed, oldest 2 min", "subject 3 on cpu", "working 70 %", "for fetching 30 %");
        assertThat(browser.driver().findElements(By.id("drop")).getFirst().isDisplayed())
                .isFalse();
        assertThat(browser.driver().manage().logs().get(LogType.BROWSER).getAll())
                .isEmpty(); // the policy blocked nothing
    }

    @Test
    void newResultsComeByThemselvesAndWaitWhereSomebodyIsBusy() throws Exception {
        visit(new PageWorld(true, false));
        world.succeed("one", "a.png", false);
        until("return document.querySelectorAll('.card').length === 1");

        one(".cut").sendKeys(Keys.ARROW_RIGHT); // has the focus now
        world.succeed("two", "b.png", false);
        until("return !document.getElementById('more').hidden");
        assertThat(names()).containsExactly("a.png");
        one("#more").click();
        assertThat(names()).containsExactly("b.png", "a.png");
        until("return document.getElementById('done').textContent === '2'");
    }

    @Test
    void sliderGoesByMouseAndByKeyboard() throws Exception {
        world = new PageWorld(true, false);
        world.succeed("one", "a.png", false);
        visit(world);
        until("return document.querySelector('.cut') !== null");
        WebElement slider = one(".cut");

        new Actions(browser.driver())
                .moveToElement(slider)
                .clickAndHold()
                .moveByOffset(slider.getSize().width / 4, 0)
                .release()
                .perform();
        assertThat(cut()).isCloseTo(75.0, withinPercentage(3));
        slider.sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
        assertThat(cut()).isBetween(70.0, 75.0);
        slider.sendKeys(Keys.HOME);
        assertThat(cut()).isZero();
        assertThat(slider.getDomAttribute("aria-valuetext")).isEqualTo("0 % original");
        assertThat(slider.getDomAttribute("aria-label")).contains("a.png");
    }

    private static double cut() {
        String cut = (String)
                browser.run("return getComputedStyle(document.querySelector('.pair')).getPropertyValue('--cut')");
        return Double.parseDouble(cut.replace("%", ""));
    }

    @Test
    void failuresSayClassReasonAndWhatToDo() throws Exception {
        world = new PageWorld(true, false);
        world.fail("one", "broken.png", "Undecodable", "the PNG ends before its IEND chunk");
        visit(world);
        until("return document.querySelector('.failure') !== null");

        assertThat(one(".failure").getText())
                .contains("broken.png", "Undecodable", "ends before its IEND chunk", "send it anew");
    }

    /** In names, keys, reasons and jobs. */
    @Test
    void hostileNamesAreText() throws Exception {
        String evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>&amp;";
        world = new PageWorld(true, true);
        world.fail(evil, evil, evil, evil);
        world.succeed("two", "<svg onload=document.title='owned'>'\"`${1}", false);
        world.jobs = () -> List.of(new JobList.Job(
                evil, evil, evil, evil, 1, 1, 1, 2, Instant.parse("2026-01-01T00:00:00Z"), Optional.empty(), evil));
        visit(world);
        until("return document.querySelectorAll('.card').length === 2 && document.querySelector('.jobs li') !== null");

        assertThat(names()).contains("<svg onload=document.title='owned'>'\"`${1}");
        assertThat(one(".failure .reason").getText()).isEqualTo(evil);
        assertThat(browser.run(
                        "return document.querySelectorAll('#results svg, #results script, #results [onerror]').length"))
                .isEqualTo(0L);
        assertThat(browser.driver().getTitle()).isEqualTo("Kirinuki demo");
    }

    @Test
    void droppedPictureAppearsCutOutAndCanBeKept() throws Exception {
        visit(new PageWorld(true, true));
        Path photo = folder.resolve("my cat <b>.png");
        Files.write(photo, PageWorld.picture(false));
        Path bad = Files.writeString(folder.resolve("bad.png"), "no picture");
        Path large = Files.write(folder.resolve("large.png"), new byte[(int) PageWorld.MOST_DROPPED.bytes() + 1]);

        browser.run("document.querySelector('input[name=ground][value=\"#ffffff\"]').click()");
        for (Path file : List.of(photo, bad, large)) one("#files").sendKeys(file.toString());
        until("return document.querySelectorAll('.card').length === 3 && !document.querySelector('.pending')");

        assertThat(names()).containsExactlyInAnyOrder("my cat <b>.png", "bad.png", "large.png");
        assertThat(world.dropped).hasSize(2);
        assertThat(world.dropped.getFirst().background()).hasValue("#ffffff");
        assertThat(one("#results").getText()).contains("it is no picture", "at most 100 kB are taken");
        WebElement link = one(".files a");
        assertThat(link.getDomAttribute("download")).isEqualTo("my cat <b>.cutout.png");
        assertThat(browser.driver()
                        .executeAsyncScript(
                                "const end = arguments[1]; fetch(arguments[0]).then(r => r.blob()).then(b =>"
                                        + " end(b.size))",
                                link.getDomAttribute("href")))
                .isEqualTo((long) PageWorld.picture(true).length);
    }

    @Test
    void pageOfAWorkerWithoutPicturesShowsFiguresOnly() throws Exception {
        world = new PageWorld(false, false);
        world.succeed("one", "a.png", false);
        visit(world);
        until("return document.querySelectorAll('.card').length === 1");

        assertThat(one("#pictures-off").getText()).contains("kirinuki.admin.pictures");
        assertThat(one(".plate").isDisplayed()).isFalse();
        assertThat(browser.run("return document.querySelectorAll('img[src^=\"/page/pictures\"]').length"))
                .isEqualTo(0L);
    }

    /** Nothing is wider than the window, nothing moves once it is there, and no text is hard to read or to operate. */
    @Test
    void pageFitsPhonesAndWideScreensInBothSchemes() throws Exception {
        world = new PageWorld(true, true);
        for (int i = 0; i < 6; i++)
            world.succeed("id-" + i, "photos/quite-a-long-name-of-a-picture-" + i + ".png", i == 2);
        world.fail("no", "x".repeat(300), "TooManyPixels", "the image has " + "9".repeat(200) + " pixels");
        visit(world);
        until("return document.querySelectorAll('.card').length === 7");

        for (int width : List.of(390, 1200, 2000)) {
            browser.size(width, 900);
            assertThat(browser.run(
                            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .as("%d pixels", width)
                    .isEqualTo(0L);
        }
        browser.driver().executeScript("""
            window.shift = 0;
            new PerformanceObserver(list => list.getEntries().forEach(e => { window.shift += e.value; }))
                .observe({type: 'layout-shift', buffered: false});\
            """);
        until("return document.getElementById('done').textContent === '6'");
        world.batch();
        until("return document.getElementById('batch').textContent === '3.0'");
        assertThat(((Number) browser.run("return window.shift")).doubleValue()).isLessThan(0.02);
    }

    @Test
    void pageIsForThosePeopleToo() throws Exception {
        world = new PageWorld(true, true);
        world.succeed("one", "a.png", true);
        world.fail("two", "b.png", "Undecodable", "the PNG ends before its IEND chunk");
        world.jobs = () -> List.of(new JobList.Job(
                "r1",
                "replay",
                "open",
                "all of image-requests",
                10,
                4,
                1,
                10,
                Instant.parse("2026-01-01T00:00:00Z"),
                Optional.empty(),
                "kirinuki replay diff r1"));
        visit(world);
        until("return document.querySelectorAll('.card').length === 2 && document.querySelector('.jobs li') !== null");
        assertThat(browser.barriers()).isEmpty();
    }

    private static WebElement one(String selector) {
        return browser.driver().findElement(By.cssSelector(selector));
    }

    /** As their own text, without badges. */
    @SuppressWarnings("unchecked")
    private static List<String> names() {
        return (List<String>) browser.run(
                "return [...document.querySelectorAll('.card .name')].map(name => name.firstChild.textContent)");
    }

    private static void until(String script) {
        await().atMost(PATIENCE).until(() -> Boolean.TRUE.equals(browser.run(script)));
    }
}
