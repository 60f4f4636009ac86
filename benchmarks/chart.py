"""Draws what `kirinuki bench --peers` measured, from its JSON: images a second and memory, ours beside others.

    python benchmarks/chart.py bench.json ... docs/benchmarks.svg
"""

import html
import json
import sys
from pathlib import Path

WIDTH, LABELS, BAR, GAP = 900, 330, 18, 8
OURS, THEIRS, INK, PALE = "#0b7a75", "#9aa5b1", "#1f2933", "#e4e7eb"


def text(x, y, words, size=13, anchor="start", weight="normal"):
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}"'
        f' fill="{INK}">{html.escape(words)}</text>'
    )


def panel(top, title, rows, figure, unit):
    """One bar for each, the longest as wide as there is room; returns its parts and where it ends."""
    parts = [text(20, top + 14, title, 15, weight="bold")]
    top += 26
    room = WIDTH - LABELS - 130
    most = max(figure(row) for row in rows)
    for row in rows:
        value = figure(row)
        ours = row["name"].startswith("kirinuki")
        wide = max(2, room * value / most)
        shown = f"{value:.0f}" if value >= 100 else f"{value:.1f}"
        parts += [
            text(LABELS - 10, top + 14, row["name"], anchor="end", weight="bold" if ours else "normal"),
            f'<rect x="{LABELS}" y="{top}" width="{room}" height="{BAR}" fill="{PALE}" rx="3"/>',
            f'<rect x="{LABELS}" y="{top}" width="{wide:.1f}" height="{BAR}" fill="{OURS if ours else THEIRS}" rx="3"/>',
            text(LABELS + room + 10, top + 14, f"{shown} {unit}"),
        ]
        top += BAR + GAP
    return parts, top + 18


def drawn(reports):
    parts, top = [], 16
    for section in (section for report in reports for section in report["sections"]):
        if not any("rembg" in row["name"] or "Python" in row["name"] for row in section["rows"]):
            continue
        for figure, words, unit in (
            (lambda row: row["perSecond"], "images a second, more is better", "/s"),
            (lambda row: row["peakMebibytes"], "peak resident memory, less is better", "MiB"),
        ):
            more, top = panel(top, f"{section['title']}: {words}", section["rows"], figure, unit)
            parts += more
    machine = reports[0]["machine"]
    words = f"{machine['cores']} cores of {machine['processor']} ({machine['instructions']}); medians of turns"
    parts.append(text(20, top + 4, words, 12))
    height = top + 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}"'
        ' font-family="system-ui, sans-serif" role="img">'
        f"<title>Kirinuki beside others</title>"
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="#ffffff"/>' + "\n".join(parts) + "</svg>\n"
    )


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    reports = [json.loads(Path(file).read_text()) for file in sys.argv[1:-1]]
    Path(sys.argv[-1]).write_text(drawn(reports))


if __name__ == "__main__":
    main()
