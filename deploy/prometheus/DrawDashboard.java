import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Draws the dashboard's panels from a Prometheus' data into one picture, where no Grafana is: the same expressions, at the
 * same places.
 *
 * <p>{@code java -cp 'local/target/lib/*' deploy/prometheus/DrawDashboard.java dashboard.json http://127.0.0.1:9090 30m out.png}
 */
public final class DrawDashboard {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int COLUMN = 70;
    private static final int ROW = 30;
    private static final int STEPS = 150;
    private static final Color PAPER = new Color(0xf4f5f7);
    private static final Color PANEL = Color.WHITE;
    private static final Color INK = new Color(0x24292e);
    private static final Color FAINT = new Color(0x8a929b);
    private static final Color LINE = new Color(0xe4e7eb);
    private static final Color[] SERIES = {
        new Color(0x4c9f70), new Color(0xe0a93b), new Color(0x3d7fc1), new Color(0xd2603a), new Color(0x8a63b8),
        new Color(0x2fa5a5), new Color(0xc4528b), new Color(0x8c7853), new Color(0x6b7785), new Color(0xa3b547)
    };

    private record Curve(String name, TreeMap<Double, Double> points) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI prometheus;
    private final double end;
    private final double seconds;
    private final String rate;

    private DrawDashboard(URI prometheus, double seconds) {
        this.prometheus = prometheus;
        this.seconds = seconds;
        this.end = Instant.now().toEpochMilli() / 1e3;
        this.rate = Math.max(3, Math.round(seconds / 15)) + "s";
    }

    public static void main(String[] arguments) throws Exception {
        JsonNode dashboard = JSON.readTree(Files.readString(Path.of(arguments[0])));
        Matcher window = Pattern.compile("(\\d+)([smh])").matcher(arguments[2]);
        if (!window.matches()) throw new IllegalArgumentException("a time such as 90s or 30m expected, not " + arguments[2]);
        double seconds = Integer.parseInt(window.group(1)) * Map.of("s", 1, "m", 60, "h", 3600).get(window.group(2));
        BufferedImage picture = new DrawDashboard(URI.create(arguments[1]), seconds).draw(dashboard);
        ImageIO.write(picture, "png", Path.of(arguments[3]).toFile());
    }

    private BufferedImage draw(JsonNode dashboard) throws IOException, InterruptedException {
        int rows = 0;
        for (JsonNode panel : dashboard.get("panels")) {
            JsonNode place = panel.get("gridPos");
            rows = Math.max(rows, place.get("y").asInt() + place.get("h").asInt());
        }
        BufferedImage picture = new BufferedImage(24 * COLUMN + 20, rows * ROW + 20, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = picture.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        canvas.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        canvas.setColor(PAPER);
        canvas.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        for (JsonNode panel : dashboard.get("panels")) {
            JsonNode place = panel.get("gridPos");
            Graphics2D part = (Graphics2D) canvas.create(
                    10 + place.get("x").asInt() * COLUMN,
                    10 + place.get("y").asInt() * ROW,
                    place.get("w").asInt() * COLUMN - 6,
                    place.get("h").asInt() * ROW - 6);
            panel(part, panel, place.get("w").asInt() * COLUMN - 6, place.get("h").asInt() * ROW - 6);
            part.dispose();
        }
        return picture;
    }

    private void panel(Graphics2D canvas, JsonNode panel, int width, int height)
            throws IOException, InterruptedException {
        String title = panel.get("title").asString();
        if (panel.get("type").asString().equals("row")) {
            text(canvas, title, 2, 18, 15, Font.BOLD, INK);
            return;
        }
        canvas.setColor(PANEL);
        canvas.fillRoundRect(0, 0, width - 1, height - 1, 6, 6);
        canvas.setColor(LINE);
        canvas.drawRoundRect(0, 0, width - 1, height - 1, 6, 6);
        text(canvas, title, 10, 19, 12, Font.BOLD, INK);
        List<Curve> curves = curves(panel);
        String unit = panel.get("fieldConfig").get("defaults").path("unit").asString("short");
        switch (panel.get("type").asString()) {
            case "stat" -> stat(canvas, curves, unit, height);
            case "table" -> table(canvas, curves);
            default -> graph(canvas, panel, curves, unit, width, height);
        }
    }

    private void stat(Graphics2D canvas, List<Curve> curves, String unit, int height) {
        String value = curves.isEmpty() || curves.getFirst().points().isEmpty()
                ? "no data"
                : spelled(curves.getFirst().points().lastEntry().getValue(), unit);
        text(canvas, value, 10, height - 26, 30, Font.PLAIN, SERIES[2]);
    }

    private static void table(Graphics2D canvas, List<Curve> curves) {
        int y = 44;
        for (Curve curve : curves) {
            text(canvas, curve.name(), 10, y, 12, Font.PLAIN, INK);
            y += 20;
        }
    }

    private void graph(Graphics2D canvas, JsonNode panel, List<Curve> curves, String unit, int width, int height) {
        JsonNode defaults = panel.get("fieldConfig").get("defaults");
        boolean stacked = defaults.path("custom").path("stacking").path("mode").asString("none").equals("normal");
        int left = 58;
        int top = 32;
        int legend = 18 * Math.min(3, legendLines(canvas, curves, width));
        int right = width - 12;
        int bottom = height - 26 - legend;
        TreeMap<Double, Double> base = new TreeMap<>();
        List<TreeMap<Double, Double>> tops = new ArrayList<>();
        double most = 0;
        for (Curve curve : curves) {
            TreeMap<Double, Double> drawn = new TreeMap<>();
            curve.points().forEach((time, value) -> drawn.put(time, value + (stacked ? base.getOrDefault(time, 0.0) : 0)));
            if (stacked) base.putAll(drawn);
            tops.add(drawn);
            for (double value : drawn.values()) most = Math.max(most, value);
        }
        double ceiling = defaults.has("max") ? defaults.get("max").asDouble() : nice(most);
        canvas.setFont(font(10, Font.PLAIN));
        for (int i = 0; i <= 4; i++) {
            int y = bottom - i * (bottom - top) / 4;
            canvas.setColor(LINE);
            canvas.drawLine(left, y, right, y);
            String label = spelled(ceiling * i / 4, unit);
            text(canvas, label, left - 6 - canvas.getFontMetrics(font(10, Font.PLAIN)).stringWidth(label), y + 4, 10, Font.PLAIN, FAINT);
        }
        DateTimeFormatter clock = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
        for (int i = 0; i <= 3; i++) {
            double at = end - seconds + seconds * i / 3;
            int x = left + i * (right - left) / 3;
            text(canvas, clock.format(Instant.ofEpochSecond((long) at)), Math.min(x, right - 48), bottom + 14, 10, Font.PLAIN, FAINT);
        }
        for (int i = curves.size() - 1; i >= 0; i--) {
            curve(canvas, tops.get(i), ceiling, stacked, SERIES[i % SERIES.length], left, top, right, bottom);
        }
        if (curves.isEmpty()) text(canvas, "no data", left + 10, (top + bottom) / 2, 12, Font.PLAIN, FAINT);
        legend(canvas, curves, 10, bottom + 32, width);
    }

    private void curve(
            Graphics2D canvas, TreeMap<Double, Double> points, double ceiling, boolean stacked, Color colour,
            int left, int top, int right, int bottom) {
        Path2D line = new Path2D.Double();
        double step = seconds / STEPS;
        double before = Double.NEGATIVE_INFINITY;
        double first = 0;
        double x = 0;
        for (Map.Entry<Double, Double> point : points.entrySet()) {
            x = left + (point.getKey() - (end - seconds)) / seconds * (right - left);
            double y = bottom - Math.clamp(point.getValue() / ceiling, 0, 1.0) * (bottom - top);
            if (point.getKey() - before > 2.5 * step) {
                if (stacked && before > 0) fill(canvas, line, first, colour, bottom);
                if (before > 0) stroke(canvas, line, colour);
                line = new Path2D.Double();
                line.moveTo(x, y);
                first = x;
            } else {
                line.lineTo(x, y);
            }
            before = point.getKey();
        }
        if (line.getCurrentPoint() == null) return;
        if (stacked) fill(canvas, line, first, colour, bottom);
        stroke(canvas, line, colour);
    }

    private static void stroke(Graphics2D canvas, Path2D line, Color colour) {
        canvas.setColor(colour);
        canvas.setStroke(new BasicStroke(1.6f));
        canvas.draw(line);
        canvas.setStroke(new BasicStroke(1f));
    }

    private static void fill(Graphics2D canvas, Path2D line, double first, Color colour, int bottom) {
        Path2D area = new Path2D.Double(line);
        area.lineTo(line.getCurrentPoint().getX(), bottom);
        area.lineTo(first, bottom);
        area.closePath();
        // Over what lies behind, so that a layer shows its own colour.
        canvas.setColor(new Color(
                (colour.getRed() + 255) / 2, (colour.getGreen() + 255) / 2, (colour.getBlue() + 255) / 2));
        canvas.fill(area);
    }

    private static int legendLines(Graphics2D canvas, List<Curve> curves, int width) {
        FontMetrics metrics = canvas.getFontMetrics(font(11, Font.PLAIN));
        int x = 10;
        int lines = 1;
        for (Curve curve : curves) {
            int needed = metrics.stringWidth(curve.name()) + 28;
            if (x + needed > width - 10) {
                lines++;
                x = 10;
            }
            x += needed;
        }
        return lines;
    }

    private static void legend(Graphics2D canvas, List<Curve> curves, int left, int top, int width) {
        FontMetrics metrics = canvas.getFontMetrics(font(11, Font.PLAIN));
        int x = left;
        int y = top;
        for (int i = 0; i < curves.size(); i++) {
            String name = curves.get(i).name();
            int needed = metrics.stringWidth(name) + 28;
            if (x + needed > width - 10) {
                x = left;
                y += 18;
            }
            canvas.setColor(SERIES[i % SERIES.length]);
            canvas.fillRect(x, y - 8, 12, 8);
            text(canvas, name, x + 16, y, 11, Font.PLAIN, INK);
            x += needed;
        }
    }

    private List<Curve> curves(JsonNode panel) throws IOException, InterruptedException {
        List<Curve> curves = new ArrayList<>();
        boolean table = panel.get("type").asString().equals("table");
        for (JsonNode target : panel.get("targets")) {
            String expression = target.get("expr")
                    .asString()
                    .replace("$__rate_interval", rate)
                    .replace("$job", ".+")
                    .replace("$instance", ".+");
            for (JsonNode series : range(expression)) {
                TreeMap<Double, Double> points = new TreeMap<>();
                for (JsonNode point : series.get("values")) {
                    double value = Double.parseDouble(point.get(1).asString());
                    if (!Double.isNaN(value)) points.put(point.get(0).asDouble(), value);
                }
                JsonNode labels = series.get("metric");
                curves.add(new Curve(table ? row(labels) : name(target.path("legendFormat").asString(""), labels), points));
            }
        }
        return curves;
    }

    private static String name(String format, JsonNode labels) {
        return Pattern.compile("\\{\\{(\\w+)}}")
                .matcher(format)
                .replaceAll(label -> Matcher.quoteReplacement(labels.path(label.group(1)).asString("")));
    }

    private static String row(JsonNode labels) {
        List<String> cells = new ArrayList<>();
        for (String label : List.of("model", "version", "device", "sha256", "instance")) {
            String value = labels.path(label).asString("");
            cells.add(label + " " + (value.length() > 24 ? value.substring(0, 12) : value));
        }
        return String.join("     ", cells);
    }

    private JsonNode range(String expression) throws IOException, InterruptedException {
        String query = "/api/v1/query_range?query=%s&start=%.3f&end=%.3f&step=%.3f"
                .formatted(URLEncoder.encode(expression, StandardCharsets.UTF_8), end - seconds, end, seconds / STEPS);
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(prometheus + query)).build(), HttpResponse.BodyHandlers.ofString());
        JsonNode answer = JSON.readTree(response.body());
        if (!answer.path("status").asString("").equals("success")) throw new IOException(expression + ": " + response.body());
        return answer.get("data").get("result");
    }

    private static double nice(double most) {
        if (most <= 0) return 1;
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (double step : new double[] {1, 2, 4, 5, 8, 10}) if (step * power >= most) return step * power;
        return 10 * power;
    }

    private static String spelled(double value, String unit) {
        return switch (unit) {
            case "percentunit" -> number(value * 100) + " %";
            case "s" -> value >= 1 || value == 0 ? number(value) + " s" : number(value * 1000) + " ms";
            case "bytes" -> scaled(value, 1024, "B");
            case "Bps" -> scaled(value, 1000, "B/s");
            case "reqps", "ops" -> number(value) + " /s";
            default -> number(value);
        };
    }

    private static String scaled(double value, double by, String unit) {
        String[] prefixes = {"", "k", "M", "G"};
        int i = 0;
        double left = value;
        while (left >= by && i < prefixes.length - 1) {
            left /= by;
            i++;
        }
        return number(left) + " " + prefixes[i] + unit;
    }

    private static String number(double value) {
        if (value == Math.rint(value) && value < 1e6) return "%.0f".formatted(value);
        return (value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f").formatted(value);
    }

    private static Font font(int size, int style) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    private static void text(Graphics2D canvas, String text, int x, int y, int size, int style, Color colour) {
        canvas.setFont(font(size, style));
        canvas.setColor(colour);
        canvas.drawString(text, x, y);
    }
}
