"""The answers of the Timeline: each question is asked once."""

from collections import Counter
from functools import cache, partial

from analysis.question import Queries
from analysis.questions.periods import compute_series, count_attacks_by_period
from analysis.questions.records import list_records
from analysis.questions.timeline import collect_answers


def test_a_page_whose_answers_are_kept_asks_each_query_once(m4, m4_selection, monkeypatch):
    asked: Counter[tuple[str, ...]] = Counter()
    query = Queries.ask

    def record(self, name, release, selection, **more):
        asked[name, repr(selection), repr(more)] += 1
        return query(self, name, release, selection, **more)

    monkeypatch.setattr(Queries, "ask", record)
    ask = cache(lambda question, selection, *more: question(m4, selection, *more))
    answers = collect_answers(m4_selection, ask, partial(list_records, m4))
    # The page also shows these numbers as a table.
    assert ask(compute_series, m4_selection).equals(answers.series)
    assert [name for name, times in asked.items() if times > 1] == []
    assert answers.attacks.equals(count_attacks_by_period(m4, m4_selection))
