"""A sentence encoder teaches roles: sources, cues and contents of attributions.

    rapporteur annotate S/bench/polnear/train/text > train.jsonl
    rapporteur annotate TEXTS > texts.jsonl
    roles.py train MODEL S/bench/polnear/train train.jsonl teacher.pt
    roles.py label MODEL teacher.pt ROLES train.jsonl texts.jsonl

MODEL is a folder with all-MiniLM-L6-v2 (Apache-2.0) as transformers reads it. ROLES is what `bench train attributions` takes:
a safetensors file with a matrix for each text, a row a token, seven columns (none; beginning and rest of a source, a cue, a
content), probabilities in 255ths. Needs torch, transformers, numpy and safetensors; four passes take an hour on one core.
"""
import json
import random
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn
from transformers import AutoModel, AutoTokenizer

LABELS = 7
ROLE = {"Source": 1, "Cue": 3, "Content": 5, "Content2": 5}
PIECES = 190  # word pieces read together: whole paragraphs where they fit
TOGETHER = 16
PASSES = 4
RATE, HEAD_RATE = 1.2e-4, 1e-3
SEED = 5


class Tagger(nn.Module):
    def __init__(self, path):
        super().__init__()
        self.encoder = AutoModel.from_pretrained(path, add_pooling_layer=False, attention_probs_dropout_prob=0.0)
        self.roles = nn.Linear(self.encoder.config.hidden_size, LABELS)
        self.drop = nn.Dropout(0.15)
        for parameter in self.encoder.embeddings.parameters():
            parameter.requires_grad = False

    def forward(self, ids, attended, first):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            rows = self.encoder(ids, attention_mask=attended).last_hidden_state
        rows = rows.float().gather(1, first[:, :, None].expand(-1, -1, rows.shape[-1]))
        return self.roles(self.drop(rows))


def read(path):
    """Texts of an annotated file: name, text, and start and end of every token in code points."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)
            spans = [(token[1], token[1] + len(token[0])) for token in text["tokens"]]
            if spans:
                yield text["id"].rsplit("/", 1)[-1], text["text"], spans


def chunks(tokenizer, name, text, spans, labels=None):
    """Runs of paragraphs as word pieces, with the place of each token's first piece."""
    pieces = [tokenizer(text[a:b], add_special_tokens=False)["input_ids"] or [tokenizer.unk_token_id] for a, b in spans]
    groups, line = [], None
    for i, (start, _) in enumerate(spans):
        here = text.count("\n", 0, start)
        size = len(pieces[i])
        if here != line or not groups:
            paragraph = next((j for j in range(i + 1, len(spans)) if "\n" in text[spans[j - 1][1] : spans[j][0]]), len(spans))
            needed = sum(len(p) for p in pieces[i:paragraph])
        if not groups or groups[-1][1] + size > PIECES or (here != line and groups[-1][1] + needed > PIECES):
            groups.append([[], 0])
        line = here
        groups[-1][0].append(i)
        groups[-1][1] += size
    for tokens, _ in groups:
        ids, first = [tokenizer.cls_token_id], []
        for i in tokens:
            first.append(len(ids))
            ids += pieces[i]
        ids.append(tokenizer.sep_token_id)
        wanted = [labels[i] for i in tokens] if labels is not None else [0] * len(tokens)
        yield {"name": name, "from": tokens[0], "ids": ids, "first": first, "labels": wanted}


def marks(path, spans):
    """Labels of the tokens from a brat standoff file."""
    labels = np.zeros(len(spans), int)
    starts, ends = (np.array(side) for side in zip(*spans))
    places, used = {}, {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("T") and line.count("\t") >= 1:
            name, rest = line.split("\t")[:2]
            places[name] = [tuple(map(int, p.split())) for p in rest.split(" ", 1)[1].split(";")]
        elif line.startswith("E"):
            for part in line.split("\t", 1)[1].split():
                role, _, name = part.partition(":")
                used[name] = ROLE.get(role, used.get(name))
    for name, label in used.items():
        for start, end in places.get(name, []) if label else []:
            a, b = np.searchsorted(ends, start, side="right"), np.searchsorted(starts, end, side="left")
            if b > a:
                labels[a] = label
                labels[a + 1 : b] = label + 1
    return labels


def batch(cases):
    wide, long = max(len(c["ids"]) for c in cases), max(len(c["first"]) for c in cases)
    ids, attended = torch.zeros(len(cases), wide, dtype=torch.long), torch.zeros(len(cases), wide, dtype=torch.long)
    first, labels = torch.zeros(len(cases), long, dtype=torch.long), torch.full((len(cases), long), -100)
    for k, c in enumerate(cases):
        ids[k, : len(c["ids"])] = torch.tensor(c["ids"])
        attended[k, : len(c["ids"])] = 1
        first[k, : len(c["first"])] = torch.tensor(c["first"])
        labels[k, : len(c["labels"])] = torch.tensor(c["labels"])
    return ids, attended, first, labels


def train(model_path, polnear, annotated, out):
    torch.manual_seed(SEED)
    random.seed(SEED)
    tokenizer, tagger = AutoTokenizer.from_pretrained(model_path), Tagger(model_path)
    cases = []
    for name, text, spans in read(annotated):
        labels = marks(Path(polnear) / "attributions" / f"{name}.ann", spans)
        cases += chunks(tokenizer, name, text, spans, labels)
    steps = PASSES * -(-len(cases) // TOGETHER)
    encoder = [p for p in tagger.encoder.parameters() if p.requires_grad]
    adam = torch.optim.AdamW([{"params": encoder, "lr": RATE}, {"params": tagger.roles.parameters(), "lr": HEAD_RATE}])
    rate = torch.optim.lr_scheduler.LambdaLR(adam, lambda k: min(1, (k + 1) / 100) * max(0.01, 1 - k / steps))
    loss = nn.CrossEntropyLoss(ignore_index=-100)
    tagger.train()
    for turn in range(PASSES):
        random.shuffle(cases)
        # Of like length together, in random order.
        pools = [sorted(cases[i : i + 20 * TOGETHER], key=lambda c: len(c["ids"])) for i in range(0, len(cases), 20 * TOGETHER)]
        batches = [pool[i : i + TOGETHER] for pool in pools for i in range(0, len(pool), TOGETHER)]
        random.shuffle(batches)
        total = 0.0
        for some in batches:
            ids, attended, first, labels = batch(some)
            value = loss(tagger(ids, attended, first).flatten(0, 1), labels.flatten())
            adam.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
            adam.step()
            rate.step()
            total += value.item()
        print(f"pass {turn + 1}: loss {total / len(batches):.4f}", flush=True)
    torch.save(tagger.state_dict(), out)


def label(model_path, weights, out, *annotated):
    tokenizer, tagger = AutoTokenizer.from_pretrained(model_path), Tagger(model_path)
    tagger.load_state_dict(torch.load(weights))
    tagger.eval()
    roles = {}
    with torch.no_grad():
        for name, text, spans in (text for path in annotated for text in read(path)):
            rows = np.zeros((len(spans), LABELS), np.float32)
            cases = list(chunks(tokenizer, name, text, spans))
            for i in range(0, len(cases), TOGETHER):
                some = cases[i : i + TOGETHER]
                ids, attended, first, _ = batch(some)
                for case, found in zip(some, tagger(ids, attended, first).softmax(-1).numpy()):
                    n = len(case["first"])
                    rows[case["from"] : case["from"] + n] = found[:n]
            roles[name] = np.rint(255 * rows).astype(np.uint8)
    save_file(roles, out)


if __name__ == "__main__":
    command, *rest = sys.argv[1:] or [""]
    if command not in ("train", "label"):
        sys.exit(__doc__)
    {"train": train, "label": label}[command](*rest)
