"""The bundled knowledge: each fact rests on its quotes, and no text of the source is copied."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.core.entities import EntityLinker
from assistant.core.knowledge import Knowledge, load_knowledge
from assistant.core.quantities import Quantity, missing_quantities, quantities
from assistant.errors import KnowledgeError
from assistant.types import Fact

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "knowledge"
SLUG = "it-times-talent-war"
PARAGRAPHS = [f"{SLUG}#p{number}" for number in range(1, 38)]
HASHES = Path(__file__).parent / "data" / "article_8word_hashes.txt"
RUN = 8  # words in a row that count as copied
LONG_NAME = 4  # words of a name that may stand as it is
COUNTED = 10  # a bare number up to this may count what the statement itself lists
ARITHMETIC = "by our arithmetic"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(FOLDER)


@pytest.fixture(scope="module")
def linker(knowledge: Knowledge) -> EntityLinker:
    return EntityLinker(knowledge.entities)


def _quotes(fact: Fact) -> str:
    return " ".join(span.text for span in fact.evidence)


# What is there


def test_there_are_many_facts(knowledge: Knowledge) -> None:
    assert len(knowledge.facts) >= 250


def test_every_paragraph_of_the_article_has_a_passage(knowledge: Knowledge) -> None:
    assert [passage.id for passage in knowledge.passages_of(SLUG)] == PARAGRAPHS


def test_every_paragraph_of_the_article_has_a_fact(knowledge: Knowledge) -> None:
    rested_on = {span.passage.id for fact in knowledge.facts.values() for span in fact.evidence}
    assert [p for p in PARAGRAPHS if p not in rested_on] == []


def test_ids_are_kebab_case(knowledge: Knowledge) -> None:
    wrong = [i for i in knowledge.facts if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", i)]
    assert wrong == []


def test_every_fact_has_many_question_forms(knowledge: Knowledge) -> None:
    counts = {fact.id: len({q.lower() for q in fact.questions}) for fact in _facts(knowledge)}
    assert {i: n for i, n in counts.items() if n < 8} == {}


def test_no_question_form_belongs_to_two_facts(knowledge: Knowledge) -> None:
    forms = [_plain(q) for fact in _facts(knowledge) for q in fact.questions]
    assert sorted({form for form in forms if forms.count(form) > 1}) == []


def test_no_question_form_is_a_question_of_the_test_split(knowledge: Knowledge) -> None:
    path = ROOT / "evals" / "cases" / "article-test.jsonl"
    asked = {_plain(json.loads(line)["question"]) for line in path.read_text("utf-8").splitlines()}
    forms = {_plain(q): fact.id for fact in _facts(knowledge) for q in fact.questions}
    assert sorted(forms[form] for form in forms.keys() & asked) == []


def _facts(knowledge: Knowledge) -> Iterator[Fact]:
    yield from knowledge.facts.values()


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w$%]+", text.lower()))


# Statements rest on their quotes


def test_every_quote_is_the_text_between_its_offsets(knowledge: Knowledge) -> None:
    written = {}
    for path in sorted((FOLDER / "facts").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            data = json.loads(line)
            written[data["id"]] = [(e["passage"], e["quote"]) for e in data["evidence"]]
    for fact in _facts(knowledge):
        cut = [(s.passage.id, s.passage.text[s.start : s.end]) for s in fact.evidence]
        assert cut == written[fact.id], fact.id


def test_every_name_of_a_statement_is_in_its_quotes(
    knowledge: Knowledge, linker: EntityLinker
) -> None:
    missing = {
        fact.id: sorted(linker.names(fact.statement) - linker.names(_quotes(fact)))
        for fact in _facts(knowledge)
    }
    assert {i: names for i, names in missing.items() if names} == {}


def test_every_number_of_a_statement_is_in_its_quotes(knowledge: Knowledge) -> None:
    missing = {
        fact.id: [
            fact.statement[q.start : q.end]
            for q in missing_quantities(fact.statement, _quotes(fact))
            if not _is_counted(q, fact) and not _is_computed(q, fact)
        ]
        for fact in _facts(knowledge)
    }
    assert {i: numbers for i, numbers in missing.items() if numbers} == {}


def test_every_amount_is_said_by_the_statement(knowledge: Knowledge) -> None:
    silent = [
        fact.id
        for fact in _facts(knowledge)
        if fact.amount is not None
        and not any(abs(q.value - fact.amount) < 1e-6 * q.value for q in _numbers(fact.statement))
    ]
    assert silent == []


def _numbers(text: str) -> list[Quantity]:
    return [q for q in quantities(text) if q.value]


def _is_counted(quantity: Quantity, fact: Fact) -> bool:
    """ "One of the top three", or a small count of what the statement lists: its amount."""
    small = not quantity.unit and quantity.value <= COUNTED
    return small and quantity.value in (1.0, fact.amount)


def _is_computed(quantity: Quantity, fact: Fact) -> bool:
    """Whether a number that is called our arithmetic does follow from the quoted numbers."""
    if ARITHMETIC not in fact.statement:
        return False
    quoted = sorted({q.value for q in _numbers(_quotes(fact))})
    sums = (sum(some) for n in (2, 3) for some in itertools.combinations(quoted, n))
    pairs = itertools.permutations({*quoted, 100.0}, 2)
    results = [r for a, b in pairs for r in (a - b, a / b, 100 * a / b)] + list(sums)
    # "More than 16 times" is said of 16.4; "over two and a half times" is read as 2.
    near = (abs(r - quantity.value) <= 0.005 * quantity.value for r in results)
    return any(near) or any(int(r) == quantity.value for r in results)


def test_the_check_of_arithmetic_refuses_a_wrong_result(knowledge: Knowledge) -> None:
    fact = knowledge.facts["yu-vs-ronaldo"]
    right, wrong = quantities("$20 million and $25 million")
    assert _is_computed(right, fact)
    assert not _is_computed(wrong, fact)


# Names


def test_no_alias_means_two_entities(knowledge: Knowledge) -> None:
    owners: dict[str, set[str]] = {}
    for entity in knowledge.entities:
        for alias in (entity.name, *entity.aliases):
            owners.setdefault(alias.lower(), set()).add(entity.name)
    assert {alias: names for alias, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize("surname", ["Chen", "Yao"])
def test_a_surname_of_two_people_is_no_alias(linker: EntityLinker, surname: str) -> None:
    assert linker.names(f"What did {surname} say?") == frozenset()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pang Ruoming", "Ruoming Pang"),
        ("Jiahui Yu", "Yu Jiahui"),
        ("Yonghui Wu", "Wu Yonghui"),
        ("庞若鸣", "Ruoming Pang"),
        ("Zuck", "Mark Zuckerberg"),
        ("Facebook", "Meta"),
        ("MSL", "superintelligence team"),
        ("USTC", "University of Science and Technology of China"),
    ],
)
def test_other_names_are_known(linker: EntityLinker, text: str, name: str) -> None:
    assert linker.names(f"Tell me about {text}.") == {name}


def test_everyone_a_fact_is_about_is_an_entity(knowledge: Knowledge) -> None:
    names = {entity.name for entity in knowledge.entities}
    assert {who for fact in _facts(knowledge) for who in fact.who} - names == set()


# Nothing is copied


def test_no_eight_words_in_a_row_are_those_of_the_source(knowledge: Knowledge) -> None:
    hashes = set(HASHES.read_text("utf-8").split())
    texts = [passage.text for passage in knowledge.passages_of(SLUG)]
    texts += [text for fact in _facts(knowledge) for text in (fact.statement, *fact.questions)]
    copied = {
        run for text in texts for run in _runs(text, _long_names(knowledge)) if _hash(run) in hashes
    }
    assert sorted(copied) == []


def test_the_check_of_copies_sees_a_copy() -> None:
    # A name is all that may be shown of the source here.
    name = "the University of Science and Technology of China"
    hashes = set(HASHES.read_text("utf-8").split())
    assert [_hash(run) in hashes for run in _runs(name, ())] == [True]
    assert list(_runs(name, (name,))) == []


def _long_names(knowledge: Knowledge) -> tuple[str, ...]:
    return tuple(e.name for e in knowledge.entities if len(_words(e.name)) >= LONG_NAME)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _runs(text: str, names: tuple[str, ...]) -> Iterator[str]:
    """Every run of words of a text, none across one of the ``names``."""
    if names:
        parts = re.split("|".join(map(re.escape, names)), text, flags=re.IGNORECASE)
    else:
        parts = [text]
    for part in parts:
        found = _words(part)
        yield from (" ".join(found[i : i + RUN]) for i in range(len(found) - RUN + 1))


def _hash(run: str) -> str:
    return hashlib.sha256(run.encode()).hexdigest()[:16]


# Broken files

ARTICLE = "---\ntitle: A talk\n---\n\nAda Lovelace spoke to 12 people in London. {#p1}\n"


def _fact(**changes: object) -> str:
    fact: dict[str, object] = {
        "id": "talk",
        "type": "event",
        "statement": "Ada Lovelace spoke to 12 people.",
        "questions": ["Who spoke?"],
        "evidence": [{"passage": "talk#p1", "quote": "Ada Lovelace spoke to 12 people in London."}],
    }
    return json.dumps({k: v for k, v in (fact | changes).items() if v is not None})


def _write(folder: Path, *facts: str, article: str = ARTICLE, entities: str = "") -> None:
    (folder / "articles").mkdir()
    (folder / "facts").mkdir()
    (folder / "articles" / "talk.md").write_text(article, "utf-8")
    (folder / "facts" / "talks.jsonl").write_text("\n".join(facts) + "\n", "utf-8")
    (folder / "entities.jsonl").write_text(entities, "utf-8")


def test_a_small_folder_loads(tmp_path: Path) -> None:
    _write(tmp_path, _fact(), entities='{"name": "Ada Lovelace", "type": "person"}\n')
    knowledge = load_knowledge(tmp_path)
    assert knowledge.facts["talk"].evidence[0].text == "Ada Lovelace spoke to 12 people in London."
    assert knowledge.entities[0].name == "Ada Lovelace"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "talk",', "not valid JSON"),
        ("[]", "one JSON object a line"),
        (_fact(speaker="Ada"), "unknown field 'speaker'"),
        (_fact(type="rumour"), "type must be one of"),
        (_fact(statement=" "), "'statement'"),
        (_fact(id=None), "'id'"),
        (_fact(questions="Who spoke?"), "'questions'"),
        (_fact(amount="12"), "amount"),
        (_fact(amount=True), "amount"),
        (_fact(evidence=None), "'evidence'"),
        (_fact(evidence=[]), "'evidence'"),
        (_fact(evidence=[{"passage": "talk#p1"}]), "'passage' and 'quote'"),
        (_fact(evidence=[{"passage": "talk#p1", "quote": "Ada slept."}]), "quote is not in"),
        (_fact(evidence=[{"passage": "talk#p9", "quote": "Ada"}]), "no passage is called"),
    ],
)
def test_a_broken_fact_is_named_by_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    _write(tmp_path, _fact(id="first"), "", line)
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(tmp_path)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'facts' / 'talks.jsonl'}:3: ")
    assert said in message


def test_an_id_that_occurs_twice_is_named(tmp_path: Path) -> None:
    _write(tmp_path, _fact(), _fact())
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(tmp_path)
    place = re.escape(str(tmp_path / "facts" / "talks.jsonl"))
    assert re.match(rf"{place}(?::2)?: fact id 'talk' occurs twice", str(caught.value))


@pytest.mark.parametrize(
    "line",
    [
        '{"name": "Ada"',
        '{"name": "Ada"}',
        '{"type": "person"}',
        '{"name": "Ada", "type": "person", "leads": "Engines"}',
    ],
)
def test_a_broken_entity_is_named_by_file_and_line(tmp_path: Path, line: str) -> None:
    _write(tmp_path, _fact(), entities=f"{line}\n")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'entities.jsonl'}:1: ")


@pytest.mark.parametrize(
    ("article", "line", "said"),
    [
        ("---\ntitle: A talk\n\nAda spoke.\n", 1, "front matter is not closed"),
        ("---\ntitle: A talk\nauthor: [Ada\n---\n\nAda spoke.\n", 3, "not valid YAML"),
        ("---\n- Ada\n---\n\nAda spoke.\n", 2, "must be 'key: value' lines"),
    ],
)
def test_broken_front_matter_is_named_by_file_and_line(
    tmp_path: Path, article: str, line: int, said: str
) -> None:
    _write(tmp_path, article=article)
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(tmp_path)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'articles' / 'talk.md'}:{line}: ")
    assert said in message


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no such folder"):
        load_knowledge(tmp_path / "nowhere")
