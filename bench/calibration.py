#!/usr/bin/env python3
"""How far the probabilities of readings hold: expected calibration error, section by section.

    python3 bench/calibration.py SHARED GOLD_DIR PREDICTED_JSONL

SHARED is the folder with talks/score_talks.py, whose pairing says which entries are right; PREDICTED is what `bench predict talks`
writes. ECE is the mean distance between what is said and what is right over ten bins of equal width, weighted by their size.
"by chance" is the ECE that probabilities which hold exactly would show with so few entries (the mean of 400 draws); only what lies
above it tells of an error.
"""
import random
import sys
from pathlib import Path

BINS = 10
DRAWS = 400


def ece(judged):
    """Weighted distance between said and right over bins of equal width."""
    bins = [[] for _ in range(BINS)]
    for said, right in judged:
        bins[min(int(said * BINS), BINS - 1)].append((said, right))
    return sum(abs(sum(s for s, _ in b) - sum(r for _, r in b)) for b in bins) / len(judged)


def main(shared, gold_dir, predicted_file):
    sys.path.insert(0, str(Path(shared) / "talks"))
    import json

    import score_talks as talks

    names = talks.Names(json.loads((talks.HERE / "aliases.json").read_text(encoding="utf-8")))
    scorer = talks.Scorer(names)
    gold, predicted = talks.load_gold(gold_dir), talks.load_predicted(predicted_file)
    pairings = {
        "actors": scorer.actors, "positions": scorer.position_right, "sessions": scorer.session, "texts": scorer.text,
        "obstacles": scorer.obstacle, "next": scorer.located, "figures": scorer.figure, "attributions": scorer.attribution,
    }
    chance = random.Random(17)
    print(f"{'section':14}{'entries':>8}{'said':>8}{'right':>8}{'ECE':>8}{'by chance':>11}")
    for section, pairing in pairings.items():
        judged = []
        for report_id, (report, entries) in gold.items():
            of_gold = scorer.prepare(report, entries)[section]
            of_ours = scorer.prepare(report, predicted.get(report_id, {}))[section]
            right = {j for _, j in talks.match(of_gold, of_ours, pairing)}
            judged += [(entry["probability"], j in right) for j, entry in enumerate(of_ours)]
        if not judged:
            continue
        n = len(judged)
        drawn = sum(ece([(s, chance.random() < s) for s, _ in judged]) for _ in range(DRAWS)) / DRAWS
        said, right = sum(s for s, _ in judged) / n, sum(r for _, r in judged) / n
        print(f"{section:14}{n:8}{said:8.3f}{right:8.3f}{ece(judged):8.3f}{drawn:11.3f}")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
