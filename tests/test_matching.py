"""Numbers, dates and names are compared by what they mean, whatever way they are written."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from assistant.core.entities import EntityLinker
from assistant.core.grounding import check
from assistant.core.knowledge import load_knowledge
from assistant.core.names import names_from_text, small_words
from assistant.core.premises.premises import Premises
from assistant.core.quantities import missing_quantities, quantities
from assistant.core.questions import analyse
from assistant.core.text import words
from assistant.core.times import asked_time, spoken
from assistant.ports import Entry, Hit, Unit
from assistant.settings import bundled
from assistant.types import Article, Claim, Passage, Span

KNOWLEDGE = load_knowledge(bundled("knowledge"))
LINKER = EntityLinker(KNOWLEDGE.entities)
FORMS = [t for f in KNOWLEDGE.facts.values() for t in (f.statement, *f.questions)]
INFORMED = EntityLinker(  # knows what the facts say and are asked; no word is mended
    KNOWLEDGE.entities, asked=words(" ".join(FORMS)), is_word=lambda _: True
)
PEOPLE = sorted(e.name for e in KNOWLEDGE.entities if e.type == "person")
COMPANIES = sorted(e.name for e in KNOWLEDGE.entities if e.type == "organisation")
SCALES = {"million": 1e6, "billion": 1e9}
amounts = st.decimals("0.1", "999.9", places=1)
scales = st.sampled_from(sorted(SCALES))
days = st.dates(dt.date(1990, 1, 1), dt.date(2039, 12, 31))
people, companies = st.sampled_from(PEOPLE), st.sampled_from(COMPANIES)


def written(amount: object, scale: str) -> list[str]:
    """The ways in which a sum of dollars is written."""
    short = {"million": "m", "billion": "bn"}[scale]
    full = round(float(str(amount)) * SCALES[scale])
    return [
        f"${amount} {scale}",
        f"${amount}{short}",
        f"US${amount} {scale}",
        f"{amount} {scale} dollars",
        f"{amount} {scale} US dollars",
        f"USD {full:,}",
        f"${full:,}",
        f"{amount}-{scale}-dollar",
    ]


def verdict(sentence: str, source: str) -> Claim:
    span = Span(Passage("a#1", source, Article("a", "A")), 0, len(source))
    (claim,) = check(sentence, [span], LINKER, by_model=True)
    return claim


@given(amounts, scales, st.integers(0, 7), st.integers(0, 7))
def test_a_sum_is_one_value_in_all_its_forms(
    amount: object, scale: str, one: int, other: int
) -> None:
    forms = written(amount, scale)
    text = f"It cost {forms[one]} in all."
    assert not missing_quantities(text, f"The price: {forms[other]}, they said.")
    (figure,) = quantities(text)
    assert figure.unit == "USD"
    assert text[figure.start : figure.end].strip() in forms[one]


@given(amounts, amounts, scales, scales, st.integers(0, 7), st.integers(0, 7))
def test_another_sum_never_passes(
    amount: object, other: object, scale: str, scale2: str, one: int, two: int
) -> None:
    value, value2 = (
        round(float(str(a)) * SCALES[s]) for a, s in ((amount, scale), (other, scale2))
    )
    assume(value != value2)
    said, source = (
        f"Meta paid {form} for the team."
        for form in (written(amount, scale)[one], written(other, scale2)[two])
    )
    assert missing_quantities(said, source)
    assert verdict(said, source).verdict == "unsupported"


@given(amounts, scales, st.sampled_from(["euros", "pounds", "yuan", "percent"]))
def test_another_unit_never_passes(amount: object, scale: str, unit: str) -> None:
    assert missing_quantities(f"{amount} {scale} {unit}", f"{amount} {scale} dollars")


@given(days)
def test_a_date_is_read_as_it_is_spoken(day: dt.date) -> None:
    iso = day.isoformat()
    for when in (iso, iso[:7], iso[:4]):
        assert asked_time(f"Where did she work in {spoken(when)}?") == when


@given(days, days, people, companies)
@example(dt.date(2025, 5, 1), dt.date(2025, 6, 1), PEOPLE[0], COMPANIES[0])  # "may" is a verb, too
def test_another_date_never_passes(day: dt.date, other: dt.date, who: str, where: str) -> None:
    assume(day != other)
    said = f"{who} joined {where} on {spoken(day.isoformat())}."
    source = f"{who} joined {where} on {spoken(other.isoformat())}."
    assert verdict(said, said).verdict == "supported"
    assert verdict(said, source).verdict == "unsupported"


@given(st.sampled_from(sorted(KNOWLEDGE.entities, key=lambda e: e.name)), st.randoms())
def test_a_name_is_known_by_all_its_aliases(entity: object, chance: random.Random) -> None:
    known = next(e for e in KNOWLEDGE.entities if e is entity)
    alias = chance.choice([known.name, *known.aliases])
    found = LINKER.mentions(f"Yesterday, {alias}, they said.")
    # The full stop of "Inc." may as well be that of the sentence, and is left to it.
    assert [(m.start, m.end) for m in found] == [(11, 11 + len(alias.removesuffix(".")))]
    # An alias that several share stands for one of them.
    assert alias in (found[0].name, *LINKER.entities[found[0].name].aliases)


@given(people, people, companies, companies, st.sampled_from(["hired", "sued", "praised"]))
def test_who_did_what_to_whom_may_not_be_turned_round(
    one: str, two: str, here: str, there: str, verb: str
) -> None:
    names = [one, two, here, there]
    linked = [LINKER.names(name) for name in names]
    assume(all(len(found) == 1 for found in linked) and len(frozenset().union(*linked)) == 4)
    source = f"{one} of {here} {verb} {two} of {there}."
    assert verdict(source, source).verdict == "supported"
    for said in (
        f"{two} of {here} {verb} {one} of {there}.",
        f"{one} of {there} {verb} {two} of {here}.",
        f"{two} of {there} {verb} {one} of {here}.",
        f"{one} {verb} {two} of {there}.",  # no name may be left out in between
        f"{one} of {here} never {verb} {two} of {there}.",
    ):
        assert verdict(said, source).verdict == "unsupported"


def test_no_question_of_a_facts_own_is_taken_for_a_wrong_premise() -> None:
    premises = Premises(KNOWLEDGE, INFORMED)
    facts = KNOWLEDGE.facts.values()
    forms = [(fact, analyse(q, INFORMED)) for fact in facts for q in fact.questions[::5]]
    told = [
        f"{form.text}: {said}"
        for fact, form in forms
        if (said := premises.contradicted(form, [fact]) or premises.unheard_of(form, fact))
    ]
    assert told == []


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which label does the IT Times pin on Alexandr Wang?", ""),
        ("Which label does Sesame pin on Alexandr Wang?",
         "Nothing in them ties Alexandr Wang to Sesame."),
    ],
)  # fmt: skip
def test_a_publication_need_not_be_tied_to_whom_it_writes_about(question: str, said: str) -> None:
    premises = Premises(KNOWLEDGE, INFORMED)
    best = KNOWLEDGE.facts["wang-chinese-genius"]
    assert premises.unheard_of(analyse(question, INFORMED), best) == said


def test_the_whole_of_a_company_is_not_the_part_that_was_sold() -> None:
    premises = Premises(KNOWLEDGE, LINKER)
    stake = KNOWLEDGE.facts["scale-stake-49"]
    whole = analyse("When did Meta take over all of Scale AI?", LINKER)
    assert premises.contradicted(whole, [stake])
    assert not premises.contradicted(analyse("When did Meta buy into Scale AI?", LINKER), [stake])


@pytest.mark.parametrize(
    ("fact", "right", "wrong"),
    [
        (
            "gross-leaves-ssi-for-meta",
            "What did Daniel Gross give up when he joined Meta in June 2025?",
            "What did Daniel Gross give up when he joined Meta in March 2025?",
        ),
        (
            "yang-song-openai-to-meta",
            "Whom does Yang Song, poached by Meta, work under?",
            "Whom does Yang Song, poached by OpenAI, work under?",
        ),
        (
            "sutskever-ceo-ssi",
            "What did Ilya Sutskever, CEO of Safe Superintelligence, say about independence?",
            "What did Daniel Levy, CEO of Safe Superintelligence, say about independence?",
        ),
        (
            "cue-iphone-not-needed-testimony",
            "Why did Eddy Cue say in court that nobody may need an iPhone?",
            "Why did Sam Altman say in court that nobody may need an iPhone?",
        ),
        (
            "deitke-250m-offer",
            "What came after Matt Deitke had turned down $125 million?",
            "What came after Matt Deitke had accepted $500 million?",
        ),
        (
            "scale-ai-layoffs-july-2025",
            "How did Scale AI explain that it dismissed 200 people?",
            "How did Scale AI explain that it dismissed 900 people?",
        ),
        (
            "scale-ai-second-largest-meta-deal",
            "How did Scale AI become Meta's second-largest deal?",
            "How did Scale AI become Meta's largest deal?",
        ),
        (
            "openai-windsurf-deal-failed",
            "Why did the sale of Windsurf to OpenAI for $3 billion fail?",
            "How was the sale of Windsurf to OpenAI for $3 billion finalised?",
        ),
        (
            "tesla-xai-lost-people",
            "How many people did OpenAI hire from Tesla?",
            "How many people did Tesla hire from xAI?",
        ),
        (
            "nayak-meta-to-openai",
            "When did Chaya Nayak swap Meta for OpenAI?",
            "When did Chaya Nayak swap OpenAI for Meta?",
        ),
        (
            "sutskever-ceo-ssi",
            "Who became chief executive of SSI on 3 July 2025?",
            "It was Daniel Levy who became chief executive of SSI, wasn't it?",
        ),
        (
            "openai-buys-io-jony-ive",
            "What did OpenAI pay to buy io?",
            "What did io pay to buy all of OpenAI?",
        ),
        (
            "meta-agrees-to-buy-manus",
            "Why did OpenAI try to buy Manus?",
            "How did OpenAI's takeover of Manus come about?",
        ),
        (
            "ronaldo-80m-pounds",
            "What did Real Madrid pay to get Ronaldo from Manchester United?",
            "What did Manchester United pay to get Ronaldo from Real Madrid?",
        ),
        (
            "pptv-deal",
            "How much did Suning Commerce pay for PPTV?",
            "How much did Suning Commerce pay for PPIO?",
        ),
        (
            "meta-playai",
            "When did Meta complete the purchase of PlayAI?",
            "When did Meta call off the purchase of PlayAI?",
        ),
        (
            "stone-denies-300m",
            "How did Andy Stone comment on packages of $300 million?",
            "How did Andy Stone justify the packages of $300 million that he confirmed?",
        ),
        (
            "xai-sues-xuechen-li",
            "What did the judge bar Xuechen Li from?",
            "Name the judge who barred Xuechen Li from work at OpenAI.",
        ),
    ],
)
def test_a_detail_that_the_fact_tells_otherwise_is_noticed(
    fact: str, right: str, wrong: str
) -> None:
    premises = Premises(KNOWLEDGE, INFORMED)
    told = [KNOWLEDGE.facts[fact]]
    assert not premises.contradicted(analyse(right, INFORMED), told)
    assert premises.contradicted(analyse(wrong, INFORMED), told)


def test_a_word_that_the_texts_write_small_is_a_name_only_if_it_is_written_large() -> None:
    texts = ["Then Jay Last and Arthur Rock met.", "It did not last, and rock was what they sold."]
    small = small_words(texts)
    linker = EntityLinker(names_from_text(texts, small), common=small)
    assert linker.names("Did Last stay with Rock?") == {"Jay Last", "Arthur Rock"}
    assert linker.names("How long did the rock last?") == set()
    assert linker.names("did jay last found it?") == {"Jay Last"}


ids = st.text("abcdefghij0123456789-#:", min_size=1)


@given(ids, st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(["answer", "near_miss"]))
def test_an_entrys_id_tells_what_was_found(owner: str, start: int, end: int, unit: Unit) -> None:
    hit = Hit.of(Entry(unit, owner, "text", start, end).id, 0.5)
    assert (hit.unit, hit.owner, hit.start, hit.end) == (unit, owner, start, end)


def test_a_name_is_the_same_at_the_start_of_a_sentence_and_behind_a_title() -> None:
    texts = ["When Acme Labs grew, its chief left. OpenAI CEO Sam Altman wrote to Sam Altman.",
             "It was when Acme Labs and OpenAI met. Nobody else knew."]  # fmt: skip
    small = small_words(texts)
    linker = EntityLinker(names_from_text(texts, small), common=small)
    assert linker.names(texts[0]) >= {"Acme Labs", "OpenAI", "Sam Altman"}
    assert linker.names("When Acme Labs met Altman") == {"Acme Labs", "Sam Altman"}
