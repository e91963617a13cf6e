"""The words of a file that are not known, for whoever gives them a meaning."""

from etl.feeds.common.free_words import NO_RECORD, NOT_KNOWN, RECORD_UNKNOWN
from etl.formats import Reject
from etl.load.files.unread import UnreadText
from etl.load.report import UnknownWord, list_unknown_words


def test_unknown_words_of_kept_and_rejected_rows_are_counted_by_our_column():
    unread = [
        UnreadText("type", NOT_KNOWN["kind"], "Blorp", 3),
        UnreadText("dead", "not a number of people", "a dozen", 1),
    ]
    rejects = [Reject(line, line, "type", RECORD_UNKNOWN, "Zonk") for line in (2, 3)]
    rejects += [Reject(4, 4, "type", NO_RECORD, None), Reject(5, 5, "date", "not a date", "soon")]
    assert list_unknown_words(rejects, unread) == [UnknownWord("kind", "Blorp", 3), UnknownWord("record", "Zonk", 2)]
