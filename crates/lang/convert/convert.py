"""Writes the weights file of crates/lang from an installed spaCy English model.

    python convert.py MODEL_DIR OUT_FILE [--vectors f16|f32]

MODEL_DIR is the folder that holds config.cfg. See README.md beside this file for package versions and for the format.
"""

import argparse
import json
import re
import struct
import sys
from pathlib import Path

import numpy as np
import spacy
import srsly
from spacy.attrs import NORM, ORTH
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.strings import hash_string
from spacy.symbols import IDS
from spacy.tokenizer import Tokenizer

MAGIC = b"LANGPIPE"
VERSION = 1
ALIGN = 64
TOP = 0x110000


# --- plain encodings ------------------------------------------------------------------------------------------------


class Table:
    """Length-prefixed little-endian values, read back in the same order."""

    def __init__(self):
        self.data = bytearray()

    def u32(self, value):
        self.data += struct.pack("<I", value)
        return self

    def u64(self, value):
        self.data += struct.pack("<Q", value)
        return self

    def text(self, value):
        raw = value.encode("utf8")
        self.u32(len(raw))
        self.data += raw
        return self

    def texts(self, values):
        values = list(values)
        self.u32(len(values))
        for value in values:
            self.text(value)
        return self


def ranges(members):
    """Sorted inclusive ranges of a set of code points."""
    out = []
    for c in sorted(members):
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return out


# --- regular expressions to sets and literals -----------------------------------------------------------------------

parser = re._parser if hasattr(re, "_parser") else __import__("sre_parse")


def members(items):
    """Code points of a bracket class or single literal of a parsed expression."""
    found = set()
    for op, arg in items:
        name = str(op)
        if name == "LITERAL":
            found.add(arg)
        elif name == "RANGE":
            found.update(range(arg[0], arg[1] + 1))
        elif name == "IN":
            found |= members(arg)
        else:
            raise ValueError(f"unexpected {name} in a class")
    return found


def top_level(source):
    """Splits an expression at its top-level bars; brackets and groups are respected."""
    parts, depth, inside, i, start = [], 0, False, 0, 0
    while i < len(source):
        c = source[i]
        if c == "\\":
            i += 2
            continue
        if inside:
            inside = c != "]"
        elif c == "[":
            inside = True
        elif c == "(":
            depth += 1
        elif c == ")":
            depth -= 1
        elif c == "|" and depth == 0:
            parts.append(source[start:i])
            start = i + 1
        i += 1
    parts.append(source[start:])
    return parts


def literal(part):
    """The text that an alternative matches, if it is nothing but literals (anchors apart); else None."""
    text = ""
    for op, arg in parser.parse(part):
        name = str(op)
        if name == "LITERAL":
            text += chr(arg)
        elif name != "AT":
            return None
    return text


def bracket(part, index=0):
    """Members of the index-th bracket class written in an alternative."""
    classes, i = [], 0
    while i < len(part):
        if part[i] == "\\":
            i += 2
        elif part[i] == "[":
            start = i
            i += 1
            while part[i] != "]":
                i += 2 if part[i] == "\\" else 1
            classes.append(part[start : i + 1])
        i += 1
    return members(parser.parse(classes[index]))


def group_literals(part):
    """The alternatives of the one (?:...) group of literals in a part."""
    inner = re.search(r"\(\?:(.*)\)\$$", part, re.S).group(1)
    return [literal(p) for p in top_level(inner)]


def expect(found, wanted, what):
    if found != wanted:
        sys.exit(f"{what}: expected {wanted!r}, found {found!r}; the matchers in src/tokenizer must be adapted")


def affixes(source):
    """Literals and classes of the four expressions; stops if their structure is not the one the engine implements."""
    classes, literals = {}, {}
    single, several, rest = [], [], []
    for part in top_level(source["prefix_search"]):
        text = literal(part)
        if text is None:
            rest.append(part)
        else:
            (single if len(text) == 1 else several).append(text)
    expect(rest[:2], [r"^\+(?![0-9])", r"^\.\.+"], "prefix")
    expect(len(rest), 3, "prefix rest")
    expect(several, ["……", "US$", "C$", "A$"], "long prefixes")
    icons = bracket(rest[2])
    classes["prefix"] = {ord(c) for c in single} | icons
    classes["icons"] = icons
    literals["prefix"] = ["US$", "C$", "A$"]

    single, several, rest = [], [], []
    for part in top_level(source["suffix_search"]):
        text = literal(part)
        if text is None:
            rest.append(part)
        else:
            (single if len(text) == 1 else several).append(text)
    expect(several, ["……", "'s", "'S", "’s", "’S"], "long suffixes")
    expect(len(rest), 8, "suffix rest")
    expect(rest[0], r"\.\.+$", "suffix dots")
    expect(bracket(rest[1]), icons, "suffix icons")
    expect(rest[2:4], [r"(?<=[0-9])\+$", r"(?<=°[FfCcKk])\.$"], "suffix plus and degrees")
    for part in rest[4:6]:
        expect(part.startswith("(?<=[0-9])(?:"), True, "suffix units")
    classes["suffix"] = {ord(c) for c in single} | icons
    literals["suffix"] = several
    literals["units"] = group_literals(rest[4]) + group_literals(rest[5])
    expect(rest[6].endswith(r"])\.$") and rest[7].endswith(r"])\.$"), True, "suffix stops")
    classes["before_stop"] = bracket(rest[6])
    classes["upper"] = bracket(rest[7])
    expect(bracket(rest[7], 1), classes["upper"], "suffix capitals")

    parts = top_level(source["infix_finditer"])
    expect(len(parts), 8, "infix")
    expect(parts[:2], [r"\.\.+", "…"], "infix dots")
    expect(bracket(parts[2]), icons, "infix icons")
    expect(parts[3], r"(?<=[0-9])[+\-\*^](?=[0-9-])", "infix operators")
    classes["infix_stop_before"] = bracket(parts[4])
    classes["infix_stop_after"] = bracket(parts[4], 1)
    classes["alpha"] = bracket(parts[5])
    expect(bracket(parts[5], 1), classes["alpha"], "infix comma")
    digits = {ord(c) for c in "0123456789"}
    expect(bracket(parts[6]), classes["alpha"] | digits, "infix hyphen before")
    expect(re.search(r"\]\)(\(\?:.*?\))\(\?=", parts[6]).group(1), "(?:-|–|—|--|---|——|~)", "infix hyphens")
    expect(bracket(parts[6], 1), classes["alpha"], "infix hyphen after")
    expect(bracket(parts[7]), classes["alpha"] | digits, "infix sign before")
    expect("[:<>=/]" in parts[7], True, "infix signs")
    expect(bracket(parts[7], 2), classes["alpha"], "infix sign after")

    url = source["url_match"]
    start = url.index(r"]\.)+(?:[") + len(r"]\.)+(?:")
    end = url.index("]{2,63})", start) + 1
    classes["top_level"] = members(parser.parse(url[start:end]))
    shape = url[:start] + "TLD" + url[end:]
    expect(
        shape,
        r"(?u)^(?:(?:[\w\+\-\.]{2,})://)?(?:\S+(?::\S*)?@)?(?:(?!(?:10|127)(?:\.\d{1,3}){3})"
        r"(?!(?:169\.254|192\.168)(?:\.\d{1,3}){2})(?!172\.(?:1[6-9]|2\d|3[0-1])(?:\.\d{1,3}){2})"
        r"(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3])(?:\.(?:1?\d{1,2}|2[0-4]\d|25[0-5])){2}"
        r"(?:\.(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-4]))|"
        r"(?:(?:[A-Za-z0-9\u00a1-\uffff][A-Za-z0-9\u00a1-\uffff_-]{0,62})?[A-Za-z0-9\u00a1-\uffff]\.)+(?:TLD{2,63}))"
        r"(?::\d{2,5})?(?:[/?#]\S*)?$",
        "URL",
    )
    for name, test in {
        "py_alpha": str.isalpha,
        "py_upper": str.isupper,
        "py_digit": str.isdigit,
        "py_space": str.isspace,
        "py_decimal": str.isdecimal,
        "py_word": lambda c: c.isalnum() or c == "_",
    }.items():
        classes[name] = {c for c in range(TOP) if not 0xD800 <= c < 0xE000 and test(chr(c))}
    return classes, literals


# --- sections -------------------------------------------------------------------------------------------------------


def read_msgpack(path):
    return srsly.msgpack_loads(path.read_bytes())


def network(sections, name, model, tables, columns, static, mix, encoder):
    def put(key, value):
        sections[f"{name}.{key}"] = np.ascontiguousarray(value, dtype="<f4").tobytes()

    params = lambda i: model["params"][i]
    for column, node in zip(columns, tables):
        put(column, params(node)["E"])
    if static is not None:
        put("static", params(static)["W"])
    for key, node in [("mix", mix)] + [(f"enc{i}", encoder + 2 * i) for i in range(4)]:
        put(f"{key}.w", params(node)["W"])
        put(f"{key}.b", params(node)["b"])
        put(f"{key}.g", params(node + 1)["G"])
        put(f"{key}.o", params(node + 1)["b"])


def steps(sections, name, model):
    def put(key, value):
        sections[f"{name}.{key}"] = np.ascontiguousarray(value, dtype="<f4").tobytes()

    params = lambda i: model["params"][i]
    put("linear.w", params(6)["W"])
    put("linear.b", params(6)["b"])
    put("lower.w", params(2)["W"])
    put("lower.b", params(2)["b"])
    put("lower.pad", params(2)["pad"])
    put("upper.w", params(3)["W"])
    put("upper.b", params(3)["b"])


def actions(path):
    """Kind and label of every action in the order of the rows of the upper layer."""
    moves = json.loads(read_msgpack(path)["moves"])
    return [(int(kind), label) for kind in sorted(moves, key=int) for label in moves[kind]]


def ruler_table(patterns):
    table = Table().u32(len(patterns))
    flags = {"TAG": 0, "LOWER": 1, "DEP": 2, "IS_SPACE": 3}
    for rule in patterns:
        table.u32(rule["index"])
        table.u32(len(rule["attrs"]))
        for key, value in rule["attrs"].items():
            table.text(key).text("" if value == "_" and key == "MORPH" else value)
        table.u32(len(rule["patterns"]))
        for pattern in rule["patterns"]:
            table.u32(len(pattern))
            for token in pattern:
                table.u32(len(token))
                for attr, value in token.items():
                    table.u32(flags[attr])
                    if isinstance(value, bool):
                        op, values = "IN", ["1" if value else "0"]
                    elif isinstance(value, str):
                        op, values = "IN", [value]
                    else:
                        ((op, values),) = value.items()
                        values = [values] if isinstance(values, str) else values
                    if op == "REGEX":
                        # The four expressions are spelled out: each matches finitely many texts.
                        spelled = {
                            "^n'?t$": ["nt", "n't"],
                            "^n[ou]thin'$": ["nothin'", "nuthin'"],
                            "^y'?$": ["y", "y'"],
                        }
                        op, values = "IN", spelled[values[0]]
                    table.u32({"IN": 0, "NOT_IN": 1}[op])
                    table.texts(values)
    return table


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("model", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--vectors", choices=["i16", "f16", "f32"], default="i16")
    arguments.add_argument("--rules", type=Path, help="also write the tokenizer's four expressions, as JSON, here")
    options = arguments.parse_args()
    model = options.model
    nlp = spacy.load(model)
    meta = json.loads((model / "meta.json").read_text())
    strings = nlp.vocab.strings
    sections = {}

    # Texts and tables
    source = read_msgpack(model / "tokenizer")
    classes, literals = affixes(source)
    if options.rules:
        names = ("prefix_search", "suffix_search", "infix_finditer", "url_match")
        options.rules.write_text(json.dumps({name: source[name] for name in names}, ensure_ascii=False, indent=1) + "\n")
    table = Table().u32(len(classes))
    for name, found in classes.items():
        table.text(name)
        found = ranges(found)
        table.u32(len(found))
        for low, high in found:
            table.u32(low).u32(high)
    sections["classes"] = table.data
    table = Table()
    for name in ("prefix", "suffix", "units"):
        table.texts(literals[name])
    exceptions = source["exceptions"]
    table.u32(len(exceptions))
    for key, tokens in exceptions.items():
        table.text(key).u32(len(tokens))
        for token in tokens:
            table.text(token[ORTH])
            table.u32(int(NORM in token)).text(token.get(NORM, ""))
    old = nlp.tokenizer
    plain = Tokenizer(
        nlp.vocab,
        prefix_search=old.prefix_search,
        suffix_search=old.suffix_search,
        infix_finditer=old.infix_finditer,
        url_match=old.url_match,
    )
    found = set()
    for key in exceptions:
        if old.prefix_search(key) or old.find_infix(key) or old.suffix_search(key) or " " in key:
            found.add(tuple(t.text for t in plain(key)))
    table.u32(len(found))
    for texts in sorted(found):
        table.texts(texts)
    sections["tokenizer"] = table.data

    table = Table().u32(len(IDS))
    for name, value in IDS.items():
        table.text(name).u32(value)
    table.u32(len(BASE_NORMS))
    for key, value in BASE_NORMS.items():
        table.text(key).text(value)
    norms = nlp.vocab.lookups.get_table("lexeme_norm")
    table.u32(len(norms))
    for key, value in norms.items():
        table.u64(key).text(value)
    sections["norms"] = table.data

    table = Table().texts(json.loads((model / "tagger/cfg").read_text())["labels"])
    for part in ("parser", "ner"):
        found = actions(model / part / "moves")
        table.u32(len(found))
        for kind, label in found:
            table.u32(kind).text(label)
    sections["labels"] = table.data
    sections["ruler"] = ruler_table(srsly.read_msgpack(model / "attribute_ruler/patterns")).data

    lemmatizer = nlp.get_pipe("lemmatizer").lookups
    table = Table().u32(5)
    index_keys = []
    for pos in ("adj", "adv", "noun", "verb", "punct"):
        key = strings[pos]
        table.text(pos)
        rules = lemmatizer.get_table("lemma_rules").get(key, [])
        table.u32(len(rules))
        for before, after in rules:
            table.text(before).text(after)
        exceptions = lemmatizer.get_table("lemma_exc").get(key, {})
        table.u32(len(exceptions))
        for form, lemmas in exceptions.items():
            table.text(form).texts(lemmas)
        forms = lemmatizer.get_table("lemma_index").get(key, [])
        hashes = sorted({hash_string(form) for form in forms})
        assert len(hashes) == len(set(forms))
        index_keys.append(np.array(hashes, dtype="<u8"))
        table.u32(len(hashes))
    sections["lemmas"] = table.data
    sections["lemma.index"] = np.concatenate(index_keys).astype("<u8").tobytes()

    # Arrays
    columns = ["norm", "prefix", "suffix", "shape", "spacy", "space"]
    tok, ner = read_msgpack(model / "tok2vec/model"), read_msgpack(model / "ner/model")
    md = len(nlp.vocab.vectors.keys()) > 0
    if md:
        network(sections, "tok", tok, [49, 51, 53, 55, 57, 59], columns, 8, 24, 60)
        network(sections, "ner", ner, [53, 55, 57, 59], columns, 14, 30, 60)
        keys = nlp.vocab.vectors.key2row
        order = sorted(keys)
        sections["vectors.keys"] = np.array(order, dtype="<u8").tobytes()
        sections["vectors.rows"] = np.array([keys[k] for k in order], dtype="<u2").tobytes()
        data = nlp.vocab.vectors.data
        assert data.shape[0] <= 65536
        if options.vectors == "i16":
            scale = np.maximum(np.abs(data).max(axis=1), 1e-30).astype("<f4") / np.float32(32767)
            sections["vectors.i16"] = np.rint(data / scale[:, None]).astype("<i2").tobytes()
            sections["vectors.scale"] = scale.tobytes()
        elif options.vectors == "f16":
            sections["vectors.f16"] = np.asarray(data, dtype="<f2").tobytes()
        else:
            sections["vectors.f32"] = np.asarray(data, dtype="<f4").tobytes()
    else:
        network(sections, "tok", tok, [28, 30, 32, 34, 36, 38], columns, None, 39, 57)
        network(sections, "ner", ner, [32, 34, 36, 38], columns, None, 39, 57)
    tagger = read_msgpack(model / "tagger/model")
    sections["tagger.w"] = tagger["params"][3]["W"].astype("<f4").tobytes()
    sections["tagger.b"] = tagger["params"][3]["b"].astype("<f4").tobytes()
    steps(sections, "parser", read_msgpack(model / "parser/model"))
    steps(sections, "ner", ner)

    table = Table().text(f"{meta['lang']}_{meta['name']}").text(meta["version"])
    sections["about"] = table.data

    # Header: magic, version, section count, total length; then name[16], offset, length per section.
    at = len(MAGIC) + 4 + 4 + 8 + 32 * len(sections)
    entries, body = b"", []
    for name, data in sections.items():
        assert len(name) <= 16
        at_aligned = -(-at // ALIGN) * ALIGN
        body.append(b"\0" * (at_aligned - at) + bytes(data))
        entries += name.encode().ljust(16, b"\0") + struct.pack("<QQ", at_aligned, len(data))
        at = at_aligned + len(data)
    header = MAGIC + struct.pack("<IIQ", VERSION, len(sections), at)
    options.out.write_bytes(header + entries + b"".join(body))
    print(f"{options.out}: {at:,} bytes, {len(sections)} sections")


if __name__ == "__main__":
    main()
