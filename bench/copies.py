"""Near copies found by `bench copies`, rensa and datasketch among the same texts, and what it cost.

    RAYON_NUM_THREADS=1 taskset -c 0 python3 bench/copies.py BENCH FOLDER...

BENCH is the built program. Needs numpy, rensa and datasketch. What is right is counted: every pair of texts whose sets of
runs of five words are at least half alike. Each program runs three times in turn; the median time is shown. "hash" is the
time from ready-made runs to signatures, "make" that of making runs in Python, "pairs" that of finding the pairs.
"""

import collections
import json
import pathlib
import re
import statistics
import subprocess
import sys
import time
import unicodedata

import datasketch
import numpy
import rensa

LEAST = 0.5
ROUNDS = 3
QUOTES = str.maketrans("‘’‛“”„–—", "'''\"\"\"--")


def body(text):
    head = re.match(r"---\n.*?\n---\n", text, re.S)
    return text[head.end():] if head else text


def runs(text):
    """The runs of five words, folded as the program folds them but for letters without an ASCII form."""
    text = unicodedata.normalize("NFKD", text.translate(QUOTES)).lower()
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"(?<![a-z0-9])([a-z0-9])\.", r"\1", text)
    text = re.sub(r"'s(?![a-z0-9])", "", text)
    text = re.sub(r"(?<=[a-z0-9])'(?=[a-z0-9])", "", text)
    words = re.findall(r"[a-z0-9]+", text)
    return {" ".join(words[i:i + 5]) for i in range(len(words) - 4)}


def exact(sets):
    """Every pair at least half alike, by counting the runs that each text shares with earlier ones."""
    numbers, places, right = {}, collections.defaultdict(list), {}
    sizes = numpy.array([len(s) for s in sets])
    for b, one in enumerate(sets):
        ids = [numbers.setdefault(run, len(numbers)) for run in one]
        earlier = [a for i in ids for a in places[i]]
        if earlier:
            shared = numpy.bincount(earlier, minlength=b)
            likeness = shared / (sizes[:b] + len(one) - shared)
            right.update({(int(a), b): float(likeness[a]) for a in numpy.flatnonzero(likeness >= LEAST)})
        for i in ids:
            places[i].append(b)
    return right


def verified(candidates, likeness):
    pairs = {(min(a, b), max(a, b)) for a, others in enumerate(candidates) for b in others if a != b}
    return {pair for pair in pairs if likeness(*pair) >= LEAST}, len(pairs)


def with_rensa(sets, size, bands):
    start = time.perf_counter()
    hashes = rensa.RMinHash.from_token_sets(sets, size, 42)
    hashed = time.perf_counter()
    index = rensa.RMinHashLSH(LEAST, size, bands)
    index.insert_pairs(list(enumerate(hashes)))
    candidates = index.query_all(hashes)
    queried = time.perf_counter()
    pairs, n = verified(candidates, lambda a, b: hashes[a].jaccard(hashes[b]))
    return pairs, hashed - start, time.perf_counter() - hashed, f"{n} candidates in {queried - hashed:.3f} s"


def with_c(sets, size):
    """CMinHash has no index of its own: the time of its signatures alone."""
    start = time.perf_counter()
    rensa.CMinHash.from_token_sets(sets, size, 42)
    return time.perf_counter() - start


def with_datasketch(sets, size):
    start = time.perf_counter()
    hashes = datasketch.MinHash.bulk([[run.encode() for run in one] for one in sets], num_perm=size)
    hashed = time.perf_counter()
    index = datasketch.MinHashLSH(threshold=LEAST, num_perm=size)
    for i, one in enumerate(hashes):
        index.insert(i, one, check_duplication=False)
    pairs, n = verified([index.query(one) for one in hashes], lambda a, b: hashes[a].jaccard(hashes[b]))
    return pairs, hashed - start, time.perf_counter() - hashed, f"{n} candidates, {index.b} bands of {index.r}"


def ours(program, folder, names):
    at = {name: i for i, name in enumerate(names)}
    done = subprocess.run([program, "copies", folder], capture_output=True, text=True, check=True)
    times = json.loads(done.stderr)
    lines = map(json.loads, done.stdout.splitlines())
    pairs = {tuple(sorted((at[line["a"]], at[line["b"]]))) for line in lines}
    return pairs, times["sketch_s"], times["pairs_s"], "from text"


def report(program, folder):
    files = sorted(pathlib.Path(folder).rglob("*.txt"))
    texts = [body(file.read_text(encoding="utf-8")) for file in files]
    names = [str(file.relative_to(folder)) for file in files]
    start = time.perf_counter()
    made = [runs(text) for text in texts]
    making = time.perf_counter() - start
    # Texts without a run are like nothing; an empty set of hashes would be like every other empty one.
    sets = [list(one) or [f"none {i}"] for i, one in enumerate(made)]
    right = exact(sets)
    print(f"\n{folder}: {len(texts)} texts, {sum(map(len, sets)) / max(len(sets), 1):.0f} runs each, {len(right)} pairs "
          f"at least {LEAST} alike; runs made in Python in {making:.2f} s")
    print("| | recall | precision | hash | pairs | hash + pairs | with making runs | |\n|---|---|---|---|---|---|---|---|")
    ways = {
        "record::Sketch, 256 bytes, 64 bands": lambda: ours(program, folder, names),
        "rensa RMinHash 128, 32 bands": lambda: with_rensa(sets, 128, 32),
        "rensa RMinHash 256, 64 bands": lambda: with_rensa(sets, 256, 64),
        "datasketch MinHash 128": lambda: with_datasketch(sets, 128),
    }
    results = collections.defaultdict(list)
    for _ in range(ROUNDS):
        for way, run in ways.items():
            results[way].append(run())
        results["c"].append(with_c(sets, 128))
    for way in ways:
        pairs, _, _, note = results[way][0]
        hashing, pairing = (statistics.median(result[i] for result in results[way]) for i in (1, 2))
        both = len(pairs & set(right))
        whole = hashing + pairing + (0 if way.startswith("record") else making)
        print(f"| {way} | {both / max(len(right), 1):.4f} | {both / max(len(pairs), 1):.4f} | {hashing:.3f} | {pairing:.3f} "
              f"| {hashing + pairing:.3f} | {whole:.3f} | {note} |")
    print(f"rensa CMinHash 128, signatures alone: {statistics.median(results['c']):.3f} s")


for folder in sys.argv[2:]:
    report(sys.argv[1], folder)
