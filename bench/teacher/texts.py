"""Collects texts that nobody marked for attributions, for `bench train attributions`: texts.py SHARED FOLDER

Reports of talks to learn from, bulletins, dated news, interviews, testimony: whatever lies beside PolNeAR in the shared folder and
is no set that attributions are measured on.
"""
import json
import sys
from pathlib import Path

LINES = 4  # sentences of a bulletin in a paragraph


def main(shared, out):
    shared, out = Path(shared), Path(out)
    out.mkdir(parents=True, exist_ok=True)

    def put(name, text):
        (out / f"{name}.txt").write_text(text, encoding="utf-8")

    for path in sorted(shared.glob("talks/train/*/*.txt")):
        put(f"talks-{path.parent.name}-{path.stem}", path.read_text(encoding="utf-8"))
    for name, path in (("timex", "bench/timex/tbaq.jsonl"), ("coref", "bench/coref/gum.jsonl")):
        for line in (shared / path).read_text(encoding="utf-8").splitlines():
            text = json.loads(line)
            put(f"{name}-{str(text['id']).replace('/', '_')}", text["text"])
    for path in sorted(shared.glob("bench/dna/text/*.txt")):
        put(f"dna-{path.stem}", path.read_text(encoding="utf-8"))
    for path in sorted(shared.glob("bench/enb/bulletins/*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        put(f"enb-{path.stem}", "\n".join(" ".join(lines[i : i + LINES]) for i in range(0, len(lines), LINES)))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
