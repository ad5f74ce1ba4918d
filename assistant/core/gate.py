"""How likely a candidate answers a question: signals, weighed by a logistic model.

The weights in ``gate.json`` are fitted on the dev split of the evals by ``python -m evals.fit``;
the test split never takes part.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from assistant.core.questions import Question
from assistant.core.retriever import Candidate
from assistant.core.support import Lexicon, Support
from assistant.core.times import out_of_time

_NEAR = 0.6  # similarity of a question form from which it begins to tell


def signals(
    question: Question,
    candidate: Candidate,
    support: Support,
    lexicon: Lexicon,
) -> dict[str, float]:
    """What speaks for and against a candidate, by name; all about 0..1."""
    return {
        **_similar(candidate),
        **_covered(question, support, lexicon),
        **_held(question, support),
        **_fitting(question, support),
        "out_of_time": out_of_time(candidate.fact, question.when) if candidate.fact else 0.0,
    }


def _similar(candidate: Candidate) -> dict[str, float]:
    """By meaning and by BM25."""
    best = max(candidate.form, candidate.text)
    return {
        "form": candidate.form,
        "text": candidate.text,
        "answer": candidate.answer,
        "best": best,
        "near": max(0.0, candidate.form - _NEAR) / (1 - _NEAR),
        "lexical": candidate.lexical,
        "miss": max(0.0, candidate.miss - _NEAR) / (1 - _NEAR),
        "miss_lead": _lead(candidate.miss - candidate.form),
        "any_miss_lead": _lead(candidate.any_miss - best),
    }


def _covered(question: Question, support: Support, lexicon: Lexicon) -> dict[str, float]:
    """The question's words, by how telling they are, in what would be shown and around it."""
    weights = {s: lexicon.weight(s) for s in question.stems}
    total = sum(weights.values()) or 1.0
    open_wide = [s for s in question.stems if s not in support.stems]
    gaps = [weights[s] for s in open_wide]
    core_gap = sum(weights[s] for s in question.stems if s not in support.core)
    tight, alike = _closest_form(question, support)
    return {
        "covered": 1.0 - sum(weights[s] for s in open_wide) / total,
        "core_covered": 1.0 - core_gap / total,
        "gap": min(2.0, sum(gaps)),
        "widest_gap": max(gaps, default=0.0),
        "unknown": min(1.0, sum(1.0 for s in open_wide if s not in lexicon) / 2),
        "tight": tight,
        "alike": alike,
        "short": 1.0 / max(1, len(question.stems)),
        "no_head": float(bool(question.head) and question.head not in support.stems),
        "strange": min(1.0, float(sum(s not in support.stems for s in question.strange))),
    }


def _held(question: Question, support: Support) -> dict[str, float]:
    """Names, figures, and who is on which side."""
    missing_names = question.names - support.names
    figures = [q for q in question.figures if not any(q.matches(h) for h in support.figures)]
    return {
        "missing_names": min(1.0, len(missing_names) / 2),
        "names_held": len(question.names & support.core_names) / max(1, len(question.names)),
        "missing_figures": min(1.0, float(len(figures))),
        "reversed": float(_reversed(question, support)),
        "missing_party": _share(question.parties - support.names, question.parties),
        "missing_title": _share(question.titles - support.titles, question.titles),
        "wrong_source": float(_elsewhere(question.sources, support.source)),
        "wrong_goal": float(_elsewhere(question.goals, support.goal)),
    }


def _fitting(question: Question, support: Support) -> dict[str, float]:
    """Whether there is something of the kind that is asked for."""
    return {
        "no_time": float(question.kind == "when" and not support.has_time),
        "no_number": float(question.kind == "number" and not support.has_number),
        "no_cause": float(question.kind == "why" and not support.has_cause),
        "no_name": float(question.kind == "who" and not support.core_names),
        "no_new_name": float(question.kind == "who" and support.core_names <= question.names),
        "no_date": float(question.kind == "when" and not support.has_date),
        "no_unit": float(bool(question.units) and not question.units & support.units),
        "no_place": float(question.kind == "where" and not support.has_place),
        "why": float(question.kind == "why"),
        "no_attribute": _share(question.attributes - support.attributes, question.attributes),
        "no_new_person": float(question.asks_who and support.people <= question.names),
        "no_new_firm": float(
            question.asks_which_firm and support.core_names - support.people <= question.names
        ),
    }


def against(rank: float, others: Iterable[float]) -> dict[str, float]:
    """The signals that compare a candidate's rank (0..1) with those of the others."""
    return {"rank": logit(rank) / 4, "margin": rank - max(others, default=0.0)}


def _share(part: Collection[str], whole: Collection[str]) -> float:
    return len(part) / len(whole) if whole else 0.0


def _lead(difference: float) -> float:
    """A difference of similarities, spread: a fifth is as much as there is to tell."""
    return max(-1.0, min(1.0, 5 * difference))


def _closest_form(question: Question, support: Support) -> tuple[float, float]:
    """Share of the question's stems in one form and the statement; Jaccard index with one form."""
    stems = set(question.stems)
    if not stems:
        return 0.0, 0.0
    forms = support.forms or (support.core,)
    tight = max(len(stems & (form | support.core)) for form in forms) / len(stems)
    alike = max(len(stems & form) / len(stems | form) for form in forms)
    return tight, alike


def _reversed(question: Question, support: Support) -> bool:
    """Whether people go the other way than the question has it."""
    if not support.source and not support.goal:
        return False
    wrong_source = (question.sources & support.goal) - support.source
    wrong_goal = (question.goals & support.source) - support.goal
    return bool(wrong_source or wrong_goal)


def _elsewhere(asked: frozenset[str], held: frozenset[str]) -> bool:
    """Whether a fact tells of another employer, buyer or company than the question."""
    return bool(asked and held) and not asked & held


@dataclass(frozen=True, slots=True)
class Gate:
    """A logistic model over signals; ``threshold`` is where answers begin to be shown."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, values: Mapping[str, float]) -> float:
        """Probability (0..1) that the candidate answers the question."""
        z = self.bias + sum(w * values.get(name, 0.0) for name, w in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))


def load_gates() -> dict[str, Gate]:
    """The fitted gates by name: ``fact`` and ``span``, and with the model's word ``*_model``."""
    data = json.loads(files("assistant.core").joinpath("gate.json").read_text(encoding="utf-8"))
    return {
        name: Gate(g["weights"], float(g["bias"]), float(g["threshold"]))
        for name, g in data.items()
    }


def logit(p: float) -> float:
    """Log-odds of a probability, within -9.2 and 9.2."""
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))
