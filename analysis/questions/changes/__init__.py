"""What changed in the headline from one release to another."""

from analysis.questions.changes.decisive_records import read_headline
from analysis.questions.changes.headline_change import HeadlineChange, compare_all_headlines, compare_headlines
from analysis.questions.changes.news import News, find_news
from analysis.questions.changes.sentences import (
    NAMES,
    describe_headline_change,
    describe_records,
    make_json,
)
