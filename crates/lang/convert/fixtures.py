"""Writes what spaCy makes of texts, for comparison with crates/lang.

    python fixtures.py MODEL_DIR IN OUT

IN is a file of JSON objects with `id`, `source` and `text`, one a line, or a folder of .txt files. OUT gets one object a
line with the columns of `lang::Columns`.
"""

import json
import sys
from pathlib import Path

import spacy

FIELDS = "text start ws norm shape tag pos morph lemma dep head ent_iob ent_type sent_start".split()


def tokens(doc):
    for t in doc:
        yield [
            t.text, t.idx, int(bool(t.whitespace_)), t.norm_, t.shape_, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_,
            t.head.i, t.ent_iob_, t.ent_type_, int(bool(t.is_sent_start)),
        ]  # fmt: skip


def main(model, source, out):
    nlp = spacy.load(model)
    source = Path(source)
    if source.is_dir():
        texts = [
            {"id": path.stem, "source": source.name, "text": path.read_bytes().decode("utf8")}
            for path in sorted(source.glob("*.txt"))
        ]
    else:
        texts = [json.loads(line) for line in source.read_text(encoding="utf8").split("\n") if line]
    with open(out, "w", encoding="utf8") as file:
        for text, doc in zip(texts, nlp.pipe((t["text"] for t in texts), batch_size=16)):
            row = {k: text[k] for k in ("id", "source", "text")} | {"fields": FIELDS, "tokens": list(tokens(doc))}
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
