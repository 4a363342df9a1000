"""Speed of crates/lang and of spaCy on the same texts, one after the other in the same run.

    python speed.py MODEL_DIR FOLDER_OF_TXT [ROUNDS]

Build first: cargo build --release -p lang --example throughput. spaCy runs nlp.pipe with batches of 16 on one thread; both
get the whole texts, and the best round counts. (The engine reads line by line, so it has no tokens for line breaks.)
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import spacy  # noqa: E402


def ours(folder, threads, rounds):
    root = Path(__file__).resolve().parents[3]
    program = Path(os.environ.get("CARGO_TARGET_DIR", root / "target")) / "release/examples/throughput"
    out = subprocess.run([program, folder, str(threads), str(rounds)], check=True, capture_output=True, text=True).stdout
    print(out, end="")
    return max(float(rate) for rate in re.findall(r"warm .* (\d+) tokens/s", out))


def theirs(nlp, texts, rounds):
    best = 0
    for _ in range(rounds):
        start = time.perf_counter()
        tokens = sum(len(doc) for doc in nlp.pipe(texts, batch_size=16))
        seconds = time.perf_counter() - start
        best = max(best, tokens / seconds)
        print(f"spaCy {tokens} tokens {seconds:.3f} s {tokens / seconds:.0f} tokens/s 1 thread")
    return best


def main(model, folder, rounds=3):
    rounds = int(rounds)
    nlp = spacy.load(model)
    texts = [path.read_bytes().decode("utf8") for path in sorted(Path(folder).glob("*.txt"))]
    one = spacy_rate = two = 0
    # In turns, so that other work on the machine falls on all alike.
    for _ in range(rounds):
        one = max(one, ours(folder, 1, 2))
        spacy_rate = max(spacy_rate, theirs(nlp, texts, 1))
        two = max(two, ours(folder, 2, 2))
    print(f"one thread {one:.0f}, spaCy {spacy_rate:.0f}: {one / spacy_rate:.2f} times")
    print(f"two threads {two:.0f}: {two / one:.2f} times one thread")


if __name__ == "__main__":
    main(*sys.argv[1:])
