#!/usr/bin/env python3
"""Draws what `bench dossier` measured: dossier.py MEASURED.jsonl PICTURE.svg

Two plots over the number of reports, both axes logarithmic: what adding one report costs, and what opening each view does.
"""
import json
import math
import sys

WIDTH, HEIGHT, LEFT, TOP, PLOT_W, PLOT_H = 1060, 430, 70, 40, 330, 330
INKS = ["#15191d", "#175a9e", "#b02e14", "#7d5200", "#4a7a3a", "#6a3d9a", "#888888", "#0b8a8a", "#a0527d", "#555500", "#c06a00", "#333399"]


def plot(out, left, title, unit, sizes, lines, low, high):
    span = math.log10(high) - math.log10(low)
    first, last = math.log10(min(sizes)), math.log10(max(sizes))
    x = lambda n: left + (math.log10(n) - first) / (last - first) * PLOT_W
    y = lambda v: TOP + PLOT_H - (math.log10(max(v, low)) - math.log10(low)) / span * PLOT_H
    out.append(f'<text x="{left}" y="{TOP - 16}" font-weight="bold">{title}</text>')
    value = low
    while value <= high * 1.001:
        out.append(f'<path d="M{left} {y(value):.1f}h{PLOT_W}" stroke="#d3d8dc"/>')
        out.append(f'<text x="{left - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:g} {unit}</text>')
        value *= 10
    for size in sizes:
        out.append(f'<text x="{x(size):.1f}" y="{TOP + PLOT_H + 20}" text-anchor="middle">{size:,}</text>')
    ends = sorted(((y(values[-1]), name, values) for name, values in lines), key=lambda end: end[0])
    label = 0.0
    for ink, (end, name, values) in zip(INKS, ends):
        points = " ".join(f"{x(n):.1f},{y(v):.1f}" for n, v in zip(sizes, values))
        out.append(f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="2"/>')
        label = max(label + 15, end)
        out.append(f'<text x="{left + PLOT_W + 8}" y="{label + 4:.1f}" fill="{ink}">{name}, {values[-1]:.0f} {unit}</text>')


def main():
    measured = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    sizes = [one["reports"] for one in measured]
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    plot(out, LEFT, "Adding one report, beyond reading it", "ms", sizes,
         [("add", [one["add_one_ms"] for one in measured])], 1, 1000)
    views = [(name, [one["views_ms"][name] for one in measured]) for name in measured[0]["views_ms"]]
    plot(out, LEFT + PLOT_W + 130, "Opening a view, file included", "ms", sizes, views, 1, 10000)
    out.append("</svg>")
    open(sys.argv[2], "w", encoding="utf-8").write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
