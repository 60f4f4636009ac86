package io.kirinuki.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.annotation.RandomMasks.Drawn;
import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;

class PolygonsTest {
    @Test
    void onePixelIsTheSquareAroundIt() throws FailedException {
        Polygons polygons = traced(0, "...", ".#.", "...");
        assertThat(polygons.outlines()).hasToString("[[1, 1, 2, 1, 2, 2, 1, 2]]");
        assertThat(polygons.holes()).isEmpty();
    }

    @Test
    void holesAreApartAndGoTheOtherWay() throws FailedException {
        Polygons polygons = traced(0, "#####", "#...#", "#.#.#", "#...#", "#####");
        assertThat(polygons.outlines()).extracting(Ring::area).containsExactly(25.0, 1.0);
        assertThat(polygons.holes()).extracting(Ring::area).containsExactly(-9.0);
        assertThat(polygons.holes()).hasToString("[[1, 1, 1, 4, 4, 4, 4, 1]]");
    }

    @Test
    void nothingHasNoOutlineAndEverythingHasOne() throws FailedException {
        assertThat(traced(0, "..", "..").outlines()).isEmpty();
        assertThat(traced(0, "##", "##").outlines()).hasToString("[[0, 0, 2, 0, 2, 2, 0, 2]]");
    }

    @Test
    void pixelsThatTouchAtACornerAreTwoRings() throws FailedException {
        assertThat(traced(0, "#.", ".#").outlines()).hasSize(2);
        assertThat(traced(0, ".#", "#.").outlines()).hasSize(2);
    }

    @Property
    @Domain(RandomMasks.class)
    @Domain(DomainContext.Global.class)
    void ringsAreTheMaskAgain(@ForAll Drawn drawn) throws FailedException {
        Polygons polygons = traced(drawn, 0);
        assertThat(filled(polygons)).isEqualTo(drawn.alpha());
    }

    @Property
    @Domain(RandomMasks.class)
    @Domain(DomainContext.Global.class)
    void ringsAreSimpleAndTurnAsTheyShould(@ForAll Drawn drawn) throws FailedException {
        Polygons polygons = traced(drawn, 0);
        assertThat(polygons.outlines()).allMatch(ring -> ring.area() > 0);
        assertThat(polygons.holes()).allMatch(ring -> ring.area() < 0);
        double area = all(polygons).mapToDouble(Ring::area).sum();
        int subject = 0;
        for (byte each : drawn.alpha()) subject += each & 1;
        assertThat(area).isEqualTo(subject);
        all(polygons).forEach(ring -> {
            Set<List<Integer>> corners = new HashSet<>();
            for (int i = 0; i < ring.corners(); i++) {
                assertThat(corners.add(List.of(ring.x(i), ring.y(i))))
                        .as("a corner once")
                        .isTrue();
                int next = (i + 1) % ring.corners();
                int after = (i + 2) % ring.corners();
                boolean along = ring.y(i) == ring.y(next) && ring.x(i) != ring.x(next);
                boolean down = ring.x(i) == ring.x(next) && ring.y(i) != ring.y(next);
                assertThat(along ^ down).as("level or upright").isTrue();
                assertThat(along ? ring.x(next) == ring.x(after) : ring.y(next) == ring.y(after))
                        .as("turns at each corner")
                        .isTrue();
            }
        });
    }

    /** An area without its holes is as large as the sum of its rings only where these holes lie in it. */
    @Property
    @Domain(RandomMasks.class)
    @Domain(DomainContext.Global.class)
    void everyHoleIsInItsOutline(@ForAll Drawn drawn) throws FailedException {
        Polygons polygons = traced(drawn, 0);
        assertThat(polygons.areas()).extracting(Polygons.Area::outline).containsExactlyElementsOf(polygons.outlines());
        assertThat(polygons.areas().stream().flatMap(area -> area.holes().stream()))
                .containsExactlyInAnyOrderElementsOf(polygons.holes());
        for (Polygons.Area area : polygons.areas()) {
            Polygons alone = new Polygons(polygons.size(), List.of(area.outline()), area.holes(), List.of());
            int pixels = 0;
            for (byte each : filled(alone)) pixels += each & 1;
            assertThat(all(alone).mapToDouble(Ring::area).sum()).isEqualTo(pixels);
        }
    }

    @Test
    void whatLiesInAHoleHasHolesOfItsOwn() throws FailedException {
        Polygons polygons = traced(0, "#######", "#.....#", "#.###.#", "#.#.#.#", "#.###.#", "#.....#", "#######");
        assertThat(polygons.areas())
                .hasToString("[Area[outline=[0, 0, 7, 0, 7, 7, 0, 7], holes=[[1, 1, 1, 6, 6, 6, 6, 1]]],"
                        + " Area[outline=[2, 2, 5, 2, 5, 5, 2, 5], holes=[[3, 3, 3, 4, 4, 4, 4, 3]]]]");
    }

    @Property
    @Domain(RandomMasks.class)
    @Domain(DomainContext.Global.class)
    void noCornerIsFartherThanTheToleranceFromTheSimplerRing(@ForAll Drawn drawn) throws FailedException {
        for (double tolerance : new double[] {0.5, 1, 2.5}) {
            for (Ring ring : all(traced(drawn, 0)).toList()) {
                ring.simplified(tolerance).ifPresent(simpler -> {
                    for (int i = 0; i < ring.corners(); i++) {
                        assertThat(distance(ring.x(i), ring.y(i), simpler)).isLessThanOrEqualTo(tolerance + 1e-9);
                    }
                    assertThat(simpler.corners()).isLessThanOrEqualTo(ring.corners());
                });
            }
        }
    }

    @Test
    void aToleranceOfOnePixelTakesTheStairsAway() throws FailedException {
        int side = 200;
        byte[] alpha = new byte[side * side];
        for (int i = 0; i < alpha.length; i++) alpha[i] = (byte) (i % side > i / side ? 0xff : 0);
        try (Mask mask = Mask.of(alpha, new PixelSize(side, side))) {
            assertThat(Polygons.of(mask, 0.5, 0).outlines().getFirst().corners())
                    .isGreaterThan(300);
            assertThat(Polygons.of(mask, 0.5, 1).outlines().getFirst().corners())
                    .isLessThan(8);
        }
    }

    private static double distance(int x, int y, Ring ring) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < ring.corners(); i++) {
            int next = (i + 1) % ring.corners();
            least = Math.min(least, Line2D.ptSegDist(ring.x(i), ring.y(i), ring.x(next), ring.y(next), x, y));
        }
        return least;
    }

    private static Stream<Ring> all(Polygons polygons) {
        return Stream.concat(polygons.outlines().stream(), polygons.holes().stream());
    }

    /** By Java2D, which knows nothing of ours: pixels whose centre is inside by the even-odd rule. */
    private static byte[] filled(Polygons polygons) {
        PixelSize size = polygons.size();
        Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        all(polygons).forEach(ring -> {
            path.moveTo(ring.x(0), ring.y(0));
            for (int i = 1; i < ring.corners(); i++) path.lineTo(ring.x(i), ring.y(i));
            path.closePath();
        });
        BufferedImage image = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fill(path);
        graphics.dispose();
        byte[] alpha = new byte[Math.toIntExact(size.pixels())];
        for (int i = 0; i < alpha.length; i++) {
            alpha[i] = (byte) image.getRaster().getSample(i % size.width(), i / size.width(), 0);
        }
        return alpha;
    }

    private static Polygons traced(double tolerance, String... rows) throws FailedException {
        int width = rows[0].length();
        byte[] alpha = new byte[width * rows.length];
        for (int i = 0; i < alpha.length; i++) {
            alpha[i] = (byte) (rows[i / width].charAt(i % width) == '#' ? 0xff : 0);
        }
        return traced(new Drawn(new PixelSize(width, rows.length), alpha), tolerance);
    }

    private static Polygons traced(Drawn drawn, double tolerance) throws FailedException {
        try (Mask mask = drawn.mask()) {
            return Polygons.of(mask, 0.5, tolerance);
        }
    }
}
