"""Splits a report into sentences, and a sentence into clauses, each of which may report another event."""

import re
import textwrap
from dataclasses import dataclass

from etl.feeds.articles.language.words import find, has

# One character for one, so that positions in the tidied text are also positions in the text.
ALIKE = str.maketrans({"\u00a0": " ", "\u202f": " ", "\t": " ", "’": "'", "‘": "'", "‑": "-", "‐": "-", "İ": "I", "\u200f": " ",
                       "\u200e": " ", "\u200b": " ", "\ufeff": " "})  # fmt: skip
ARABIC_DIGITS = {ord(digit): str(value) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩")}
END = re.compile(r"[.!?؟][\"'”»)\]]{0,2}\s+(?=[\"'“«(\[]{0,2}[^\W_a-zа-яçğıöşü])|\n+")
# A full stop that does not end a sentence: titles, months, numbers of patrols (“26. Türk-Rus …”), initials.
NO_END = re.compile(
    r"(?:\b(?:No|Nos|Gen|Maj|Lt|Col|Sgt|Capt|Adm|Brig|Mr|Mrs|Ms|Dr|St|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|approx|Mt|vs"
    r"|Tue|Tues|Wed|Thu|Thurs|Fri|Sat|Sun|Mon|U\.S|U\.N|a\.m|p\.m)|\b[A-Z]|(?:^|[^\w.])\d{1,3})\.$"
)
AFTER_A_NUMBER = re.compile(
    r"[\s\"]*(?:t[üu]rk|ortak|birle[şs]ik|m[üu][şs]terek|kara|rus|devriye\w*|gemeinsame)(?!\w)", re.IGNORECASE
)
# Where and when a report was filed, which is neither the place nor the day of an event.
DATELINE = re.compile(
    r"(?:[A-Z][A-Z'/ -]{2,30}|[A-Z][a-z]+(?=[,.]?\s*(?:[A-Z]?\w{2,9}\.? ?\d{0,2},?\s*)?\([A-Z]))"
    r"(?:[,.]\s*(?:[A-Z][a-z]{2,8}\.?\s*\d{1,2}|\d{1,2}\s*[A-Z][a-z]{2,8}\.?|[A-Z][a-z]+)(?:,?\s*\d{4})?)?(?:,?\s*\([\w /-]{2,25}\)|\s*/[\w ]{2,20}/)?[.,]?\s*[-–—:]{1,2}\s+"
    r"|[А-ЯЁ][А-ЯЁ -]{2,30},\s*\d{1,2}\s+[а-яё]{3,8}\.?\s*(?:[-–—]+\s*)?(?=[А-ЯЁ])"
    r"|[A-Z][A-Z'/ -]{2,30},\s*(?:[A-Z][a-z]{2,8}\.?\s*\d{1,2}|\d{1,2}\s*[A-Z][a-z]{2,8})(?:,?\s*\d{4})?\.\s+(?:/[\w ]{2,20}/\.\s+)?"
)
STAMP = re.compile(r"[A-ZА-ЯЁ][A-ZА-ЯЁ'/ -]{2,30},\s*[^.]{4,24}\.\s*")  # “KHARTOUM, 15 August.” does not end a sentence
# “The troops, on Tuesday, resumed …” is one clause: commas around a day do not split it.
PARENTHETIC_DAY = re.compile(
    r"(?<=\w),\s+(?:on |early |late |earlier |today |yesterday ){0,3}(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday)(?: morning| evening| night| afternoon)?,"
    r"|(?<=\w)،\s*(?:منذ|الأحد|الإثنين|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|أمس|اليوم|يوم|صباح|مساء|فجر|ظهر|عصر|ليل|ليلة)[^،.\n]{0,30}،"
)
LEAD = re.compile(
    r"\W*(?:On|In|Early|Late|Last|Earlier|This (?:morning|afternoon|evening|week|weekend|month|year|time|summer|spring|autumn|winter)|Yesterday|Today|At|By|Then|Hours|Later|Only|Between|During|Around|About|Across|Near|Outside|Elsewhere"
    r"|Meanwhile|Separately|Just|Exactly|(?:\w+|\d+) (?:days?|weeks?|months?|years?|hours|minutes) (?:earlier|later|before|after|ago)|The (?:same|next|following|previous) \w+)\b"
    r"(?:\s+[\w':.-]+){0,9},?",
    re.IGNORECASE,
)
# “The Swan Atlantic, a chemical tanker, was hit …”: a verb without a subject has the one before the comma.
PREDICATE = re.compile(
    r"(?:was|were|has|had|have|is|are|came|comes|hit|struck|exploded|resumed|took place|did not|went off|отмен\w+|отложен\w*|состоял\w+|прошл?о|приостановлен\w*|возобновлен\w*)\b",
    re.IGNORECASE,
)
APPOSED = re.compile(
    r"(?:an?|the|its|their|which|who|whose|including|carrying|escorted|made up|consisting|composed|accompanied|flagged|owned|operated|planted|hidden"
    r"|known|named|belonging|led|part|comprising|formed|backed|involving|travelling|traveling|намеченн\w*|запланированн\w*|котор\w+)\b[^;:]*$",
    re.IGNORECASE,
)
# Most characters of a sentence. Anything longer is a list or not prose, and comparing its clauses would take long.
LONGEST = 1500
CLAUSE = re.compile(
    r"\s*;\s*|(?<!\d),\s+|(?<=\d),\s+(?!\d)|\s+[–—-]\s+|[–—]|:\s+|[،؛]\s*"
    r"|(?<!\ba)\s+(?=(?:after(?! (?:a few|several|\d+|some|about) (?:kilomet|km|mile|met))|following(?! (?:day|morning|night|evening|week|month))|while|whereas|when|but"
    r"|since(?! (?:the|a|their|its|last|early|late|mid)?\s*(?:[\w-]+\s+){0,3}(?:of|on|in) \w+ ?\d|\s[A-Z\d])|before(?!,)|followed by|in response to|in retaliation for|during which|in which|days after|and (?:then|was|were|is|resumed|suspended|restarted|halted|stopped|paused))\b)"
    r"|(?<!shot)\s+(?=and (?:killed|wounded)\b)"
    r"|\s+(?=and (?:[A-Z]\w+ |government |regime |unidentified |unknown )?(?:jets|warplanes|aircraft|artillery|drones?|gunmen|helicopters)\b)"
    r"|\s+(?=(?:بعد|عقب|بينما|فيما|после|sonra)(?!\w))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clause:
    """A part of a sentence. `start` and `end` are positions in its text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Sentence:
    """A sentence as written and tidied, with its paragraph, and whether it is a headline."""

    written: str
    text: str
    paragraph: int
    is_title: bool = False

    @property
    def clauses(self) -> list[Clause]:
        """Its clauses, in order."""
        found, start = [], 0
        for cut in CLAUSE.finditer(self.text):
            if not start and LEAD.fullmatch(self.text[: cut.start()]) and not has("weapon", self.text[: cut.start()]):
                continue  # “On Tuesday, a bomb …” is one clause
            if cut.start() > start:
                found.append(Clause(start, cut.start(), self.text[start : cut.start()]))
            start = cut.end()
        if start < len(self.text):
            found.append(Clause(start, len(self.text), self.text[start:]))
        return self._join_subjects(found)

    def _join_subjects(self, clauses: list[Clause]) -> list[Clause]:
        """Join a verb without a subject to its subject, with the words about the subject between them."""
        joined: list[Clause] = []
        for clause in clauses:
            if (
                len(joined) >= 2
                and (PREDICATE.match(clause.text) or any(hit.start == 0 for hit in find("run", clause.text)))
                and APPOSED.match(joined[-1].text)
                and all(
                    self.text[one.end : other.start].strip() == ","
                    for one, other in ((joined[-2], joined[-1]), (joined[-1], clause))
                )
            ):
                joined.pop()
                start = joined.pop().start
                clause = Clause(start, clause.end, self.text[start : clause.end])
            joined.append(clause)
        return joined


def tidy(text: str) -> str:
    """Return a text of the same length with uniform spaces, dashes, quotes and digits, and spaces in place of its dateline."""
    text = text.translate(ALIKE).translate(ARABIC_DIGITS)
    text = PARENTHETIC_DAY.sub(lambda found: " " + found[0][1:-1] + " ", text)
    dateline = DATELINE.match(text)
    return " " * dateline.end() + text[dateline.end() :] if dateline else text


def split_sentences(text: str, title: str | None) -> list[Sentence]:
    """List the sentences of a report after its title. A separate line without a full stop counts as a headline."""
    found = [Sentence(title, tidy(title), 0, is_title=True)] if title and not _begins_with(text, title) else []
    for number, paragraph in enumerate(re.split(r"\n[ \t]*\n\s*", _join_wrapped(text).strip()), 1):
        for written in _cut(paragraph):
            is_title = number == 1 and not re.search(r"[.!?؟][\"'”»)]?$", written) and len(written) < 160
            found.append(Sentence(written, tidy(written), number, is_title))
    return found


def _begins_with(text: str, title: str) -> bool:
    return text.lstrip()[: len(title.strip())].casefold() == title.strip().casefold()


def _join_wrapped(text: str) -> str:
    """Join wrapped lines: longer ones that end within a sentence, unless the next line is an item of a list."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(
        r"(?<=[^\n]{45}[^\n.!?:؟\"'])[ \t]*\n(?=[ \t]*(?![•●▪◾‣*►▶-]|[A-Z][\w/ -]{2,25}: |\d{1,2}[/.:)]|\d{4}-)[^\s])",
        " ",
        text,
    )


def _cut(paragraph: str) -> list[str]:
    found, start = [], 0
    for cut in END.finditer(paragraph):
        before, after = paragraph[max(start, cut.start() - 12) : cut.start() + 1], paragraph[cut.end() : cut.end() + 20]
        if STAMP.fullmatch(paragraph[start : cut.end()]) and "\n" not in cut[0]:
            continue
        no_end = NO_END.search(before) if "\n" not in cut[0] else None
        if no_end and (not before.rstrip(".")[-1:].isdigit() or AFTER_A_NUMBER.match(after)):
            continue
        found.append(paragraph[start : cut.end()].strip())
        start = cut.end()
    parts = [part for part in (*found, paragraph[start:].strip()) if part]
    return [piece for part in parts for piece in ([part] if len(part) <= LONGEST else textwrap.wrap(part, LONGEST))]
