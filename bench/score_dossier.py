#!/usr/bin/env python3
"""Scores the differences and changes of a brief against the record a careful reader made of the same reports.

    rapporteur brief FOLDER --format json > BRIEF.json
    python3 bench/score_dossier.py FOLDER/dossier.gold.json BRIEF.json

A disagreement of the gold is found when accounts of one of ours, from at least two reports, lie in the evidence of
different accounts of it, or stand in the same sentence. A change is found when one of ours rests on a sentence of its
evidence and has a telling word of its `from` or `to`. One of ours counts for one of the gold.
"""
import json
import os
import re
import sys

EMPTY = set("a an and any as at be by for from had has have held in into is it its no not of on or the this to was "
            "were week with".split())


def fold(text):
    """Lower case, plain quotation marks, single spaces."""
    text = text.replace("“", '"').replace("”", '"').replace("’", "'").replace("‘", "'")
    return " ".join(text.lower().split())


def sentence_ends(text):
    """Where sentences end: at a line break, or at a mark with a space and a capital after it."""
    return [m.end() for m in re.finditer(r"\n|[.!?][\"”’)]*(?=\s+[A-Z“\"])", text)] + [len(text)]


class Reports:
    """The texts, and where a quotation stands in them."""

    def __init__(self, folder):
        self.texts = {}
        for name in os.listdir(folder):
            if name.endswith(".txt"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    self.texts[name[:-4]] = file.read()

    def place(self, report, quote):
        """The first and the last character of a quotation; None where it is not in the report."""
        words = [re.escape(word) for word in quote.split()]
        found = re.search(r"\s+".join(words), self.texts.get(report, "")) if words else None
        return found and (found.start(), found.end())

    def sentences(self, report, span):
        """The numbers of the sentences a span touches."""
        ends = sentence_ends(self.texts[report])
        first = sum(end <= span[0] for end in ends)
        return set(range(first, sum(end < span[1] for end in ends) + 1))

    def same_sentence(self, report, ours, quote):
        """Whether our span overlaps the quotation, or shares a sentence with it."""
        gold = self.place(report, quote)
        return bool(gold and self.sentences(report, ours) & self.sentences(report, gold))


def stem(report):
    return os.path.splitext(os.path.basename(report))[0]


def references(account, ids):
    for cite in account.get("references") or []:
        yield ids[cite["report"]], (cite["start"], cite["end"])


def disagreement(reports, ids, ours, gold):
    """How many accounts of the gold we tell, from two reports at least; else 0."""
    touched = set()
    for account in ours["accounts"]:
        for report, span in references(account, ids):
            for i, theirs in enumerate(gold["accounts"]):
                if theirs["report"] == report and reports.same_sentence(report, span, theirs["evidence"]):
                    touched.add((report, i))
    return len(touched) if len({report for report, _ in touched}) > 1 else 0


def telling(words):
    return {word[:6] for word in re.findall(r"[a-z0-9]+", fold(words)) if word not in EMPTY}


def change(reports, ids, ours, gold):
    """How many telling words we share on a change that rests on the same sentences; else 0."""
    sides = [side for side in (ours.get("from"), ours["to"]) if side]
    evidence = list((gold.get("evidence_by_report") or {}).items())
    evidence += [(report, gold["evidence"]) for report in gold["reports"]]
    rests = any(report == theirs and reports.same_sentence(report, span, quote)
                for side in sides for report, span in references(side, ids) for theirs, quote in evidence)
    shared = telling(gold["from"] + " " + gold["to"]) & telling(" ".join(side["words"] for side in sides))
    return len(shared) if rests else 0


def matching(scores, n_gold, n_ours):
    """The most pairs, and of these the best: augmenting paths over pairs in the order of their scores."""
    taken = {}

    def place(gold, seen):
        for ours in sorted(range(n_ours), key=lambda o: (-scores[gold][o], o)):
            if scores[gold][ours] and ours not in seen:
                seen.add(ours)
                if ours not in taken or place(taken[ours], seen):
                    taken[ours] = gold
                    return True
        return False

    for gold in sorted(range(n_gold), key=lambda g: (-max(scores[g], default=0), g)):
        place(gold, set())
    return taken


def account_words(account):
    return "nothing" if account is None else account["words"]


def line(one):
    if "accounts" in one:
        return f"{one['about']}: " + " / ".join(account_words(account) for account in one["accounts"])
    return f"{one['about']}: {account_words(one.get('from'))} -> {account_words(one['to'])}"


def section(name, pair, gold, ours):
    scores = [[pair(mine, theirs) for mine in ours] for theirs in gold]
    taken = matching(scores, len(gold), len(ours))
    found = {theirs: mine for mine, theirs in taken.items()}
    print(f"{name} found {len(found)} of {len(gold)}, others {len(ours) - len(found)}")
    for i, theirs in enumerate(gold):
        print(f"  found   {theirs['about']} = {line(ours[found[i]])}" if i in found else f"  missed  {theirs['about']}")
    for i, mine in enumerate(ours):
        if i not in taken:
            print(f"  other   {line(mine)}")


def main(gold_path, brief_path):
    with open(gold_path, encoding="utf-8") as file:
        gold = json.load(file)
    with open(brief_path, encoding="utf-8") as file:
        brief = json.load(file)
    reports = Reports(os.path.dirname(os.path.abspath(gold_path)))
    ids = [stem(report["id"]) for report in brief["reports"]]
    section("disagreements", lambda o, g: disagreement(reports, ids, o, g), gold["disagreements"],
            brief["differences"])
    section("changes", lambda o, g: change(reports, ids, o, g), gold["changes"], brief["changes"])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: score_dossier.py FOLDER/dossier.gold.json BRIEF.json")
    main(*sys.argv[1:])
