"""The lexicon: each phrase has the meaning of its row, alone and among other words."""

import csv
from collections import defaultdict

import pytest

from etl.errors import UsageError
from etl.feeds import WordMeaning
from etl.feeds.common.expressions import read_words_table
from etl.feeds.lexicon import COLUMNS, Record, find_meaning, read_record
from etl.feeds.lexicon.folding import fold
from etl.feeds.lexicon.phrases import HERE, STEM, WHOLE, make_phrase, read_rows
from etl.feeds.lexicon.user_meanings import HEADERS, Dictionary, parse_meanings

LANGUAGES = {"en", "fr", "ar", "ru", "tr", "uk", "es", "de"}
ROLES = {
    "negates_next",
    "negates_previous",
    "negates_both",
    "negates_word",
    "takes_negation",
    "object",
    "filler",
    "beside_patrol",
}


def spell(phrase):
    """Spell a phrase as a person writes it, with each stem as a whole word."""
    return phrase.removeprefix(WHOLE).replace(STEM, "")


@pytest.mark.parametrize("column", COLUMNS)
def test_each_phrase_means_what_its_row_says(column):
    found = {
        row["phrase"]: (find_meaning(column, spell(row["phrase"])), row["meaning"] or None) for row in read_rows(column)
    }
    assert {phrase: both for phrase, both in found.items() if both[0] != both[1]} == {}


@pytest.mark.parametrize("column", COLUMNS)
def test_case_accents_hyphens_and_blanks_change_no_phrase(column):
    changes = (str.upper, str.title, lambda text: text.replace(" ", "-"), lambda text: f"  {text.replace(' ', '   ')} ")
    wrong = {
        changed
        for row in read_rows(column)
        for change in changes
        if find_meaning(column, changed := change(spell(row["phrase"]))) != (row["meaning"] or None)
    }
    # A character between two words is kept if it belongs to the phrase.
    assert wrong == set()


@pytest.mark.parametrize("column", [*COLUMNS, "grammar"])
def test_a_row_names_its_language_its_source_and_one_of_our_words(column):
    words = ROLES if column == "grammar" else {*COLUMNS[column], ""}
    for row in read_rows(column):
        assert row["language"] in LANGUAGES, row
        assert row["source"], row
        assert row["meaning"] in words, row
        # Each phrase without a meaning has a reason.
        assert row["meaning"] or row["note"], row


@pytest.mark.parametrize("column", COLUMNS)
def test_no_phrase_means_two_things(column):
    meanings = defaultdict(set)
    for row in read_rows(column):
        meanings[make_phrase(row["phrase"], "").words].add(row["meaning"])
    assert {words: found for words, found in meanings.items() if len(found) > 1} == {}


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_has_words_in_every_language(column):
    assert {row["language"] for row in read_rows(column) if row["meaning"]} == LANGUAGES


def test_every_file_of_the_lexicon_is_read():
    assert {path.stem for path in HERE.glob("*.csv")} == {*COLUMNS, "grammar"}


@pytest.mark.parametrize("column", COLUMNS)
def test_our_own_words_mean_themselves(column):
    words = [word for word in COLUMNS[column] if word not in ("neither", "none")]
    assert [find_meaning(column, word) for word in words] == words


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        # An attack that failed is one without damage.
        ("IED missed", "ied"), ("IED failed to explode", "ied"), ("failed attack", "attack"), ("rocket did not explode", "rocket"),
        ("RPG (dud)", "rocket"), ("gescheiterter Anschlag", "attack"), ("attentat manqué", "attack"),
        # A bomb found in time is not an attack.
        ("IED found and defused", "other"), ("unexploded bomb", "other"), ("EYP imha edildi", "other"), ("vereitelter Anschlag", "other"),
        # A bomb that did not go off may or may not be one.
        ("IED not exploded", None), ("IED did not explode", None), ("EYP patlamadı", None), ("СВУ не взорвалось", None),
        ("عبوة ناسفة لم تنفجر", None), ("Sprengsatz nicht explodiert", None), ("dud", None), ("missed", None), ("failed", None),
    ],
)  # fmt: skip
def test_a_failed_attack_is_one_and_a_bomb_found_in_time_is_none(word, kind):
    assert find_meaning("kind", word) == kind


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Anschlag auf Patrouille", "attack"), ("Sprengsatz", "ied"), ("Beschuss mit Raketen", "rocket"), ("Hinterhalt", "attack"), ("Drohne", None),
     ("kein Angriff", "none"), ("استهداف بعبوة ناسفة", "ied"), ("tir de RPG", "rocket"), ("атака дрона", "air_strike"), ("обстріл з РПГ", "rocket")],
)  # fmt: skip
def test_kinds_are_known_in_the_words_of_each_language(word, kind):
    assert find_meaning("kind", word) == kind


def test_words_of_publishers_mean_what_they_mean_in_their_own_files():
    # GTD's hijackings are of aircraft and buses; analysts and IMB write of ships and patrols.
    other = {"Hijacking"}
    told = [
        row
        for row in read_words_table()
        if row["column"] in ("event_type", "sub_event_type", "attacktype1_txt", "targtype1_txt")
        and row["word"] not in other
    ]
    assert len(told) > 40
    assert {row["word"]: find_meaning(row["ours"], row["word"]) for row in told} == {
        row["word"]: row["value"] for row in told
    }


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("IED attack", "ied"),
        ("I.E.D.", "ied"),
        ("2x IEDs", "ied"),
        ("RoadsideBomb", "ied"),
        ("roadside_bomb", "ied"),
        ("01 - IED attack", "ied"),
        ("S/A fire", "shooting"),
        ("small-arms fire on the patrol", "shooting"),
        ("Vehicle-borne IED (no casualties)", "ied"),
        ("Tirs d’armes légères", "shooting"),
        ("انفجار عُبوة ناسفة", "ied"),
        ("إطلاق نار على الدورية", "shooting"),
        ("обстрел патруля", "shelling"),
        ("Миномётный обстрел", "shelling"),
        ("roketli saldırı", "rocket"),
        ("SALDIRI", "attack"),
    ],
)
def test_a_kind_is_found_among_other_words(text, meaning):
    assert find_meaning("kind", text) == meaning


@pytest.mark.parametrize("text", ["patrolman", "clashing", "antimine", "rocketry"])
def test_a_part_of_a_word_is_no_word(text):
    assert find_meaning("kind", text) is None


def test_the_longest_phrase_wins():
    assert find_meaning("kind", "IED") == "ied"
    assert find_meaning("kind", "IED found") == "other"
    assert find_meaning("target", "police") == find_meaning("target", "police patrol") == "government_forces"
    assert find_meaning("target", "army patrol") == "patrol"


@pytest.mark.parametrize(
    "text", ["Explosion", "raid", "drone", "fire", "Взрыв", "patlama", "انفجار", "SIGACT", "strike"]
)
def test_a_word_that_depends_is_not_known(text):
    assert find_meaning("kind", text) is None


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("IED and small arms fire", "attack"),  # two kinds of attack: an attack, and no more is known
        ("mortar/rocket", "attack"),
        ("IED attack", "ied"),  # a wider and a narrower word
        ("explosion (IED)", "ied"),
        ("attack on a protest", "attack"),  # what follows says on whom, and when
        ("protest after an attack", "protest"),
        ("IED, later defused", None),  # found before use, or not?
        ("protest and attack", None),
    ],
)
def test_of_two_kinds_the_wider_holds_or_none(text, meaning):
    assert find_meaning("kind", text) == meaning


@pytest.mark.parametrize(
    ("column", "text", "meaning"),
    [
        ("verification", "Verified, single source", "unconfirmed"),
        ("verification", "confirmed by Turkey, denied by Russia", "disputed"),
        ("geo_precision", "town (approx.)", "near"),
        ("geo_precision", "exact, district", "admin2"),
        ("outcome", "completed, turned back at km 20", "cut_short"),
        ("outcome", "cancelled, then completed", None),
        ("outcome", "planned", "none"),
        ("outcome", "completed as planned", "full"),
        ("outcome", "ended earlier than planned", None),
        ("outcome", "Planned - cancelled", "cancelled"),
        ("date_precision", "± 2 days", "range"),
        ("date_precision", "± 1 day", None),
        ("target", "patrol and civilians", None),
        ("target", "Russian military police patrol", "patrol"),
    ],
)
def test_of_two_words_the_one_that_claims_less_holds_or_none(column, text, meaning):
    assert find_meaning(column, text) == meaning


@pytest.mark.parametrize(
    ("column", "text", "meaning"),
    [
        *(("kind", text, "none") for text in ("No attack", "no attack reported", "Pas d'attaque", "нет нападений", "لا يوجد هجوم",
                                               "Saldırı yok", "без нападів", "no hubo ataque", "Attack: none", "Attack: no")),
        *(("verification", text, "unconfirmed") for text in ("not verified", "non vérifié", "غير مؤكد", "не подтверждено",
                                                             "doğrulanmadı", "не підтверджено", "no verificado")),
        *(("outcome", text, "cancelled") for text in ("not conducted", "did not take place", "не состоялся", "yapılmadı")),
        ("outcome", "not completed", "cut_short"),
        ("verification", "not disputed", None),
        ("target", "no patrol", None),
        ("kind", "IED, no casualties", "ied"),
        ("kind", "Attack - no patrol present", "attack"),
        *(("kind", text, "attack") for text in ("Attack No. 12", "attack no 12", "Attack № 12", "Attack n° 12", "no one claimed the attack",
                                                 "no injuries reported after attack", "Attack no further details")),
        *(("kind", text, "shelling") for text in ("non-fatal shelling", "no casualties shelling", "без пострадавших обстрел",
                                                   "обстрел пострадавших нет", "sans victimes tirs d'artillerie")),
        *(("kind", text, "none") for text in ("attaque : non", "non attaque", "No attack today", "no IED or rocket attack",
                                              "нападений не было", "не было нападений", "не было нападів", "не было происшествий")),
        *(("outcome", text, None) for text in ("нападений не было", "не было нападів")),
        ("outcome", "патруля не было", "cancelled"),
        ("kind", "non-violent protest", "protest"),
        ("kind", "No further details", None),
    ],
)  # fmt: skip
def test_a_negation_is_respected(column, text, meaning):
    assert find_meaning(column, text) == meaning


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("Joint patrol", Record("patrol")),
        ("Patrols", Record("patrol")),
        ("Patrouille conjointe", Record("patrol")),
        ("دورية مشتركة", Record("patrol")),
        ("совместное патрулирование", Record("patrol")),
        ("ortak devriye", Record("patrol")),
        ("спільний патруль", Record("patrol")),
        ("Patrulla conjunta", Record("patrol")),
        ("Patrol No 5", Record("patrol")),
        ("Patrol No. 5", Record("patrol")),
        ("Patrol, no incident", Record("patrol")),
        ("Patrol without attack", Record("patrol")),
        ("Patrol cancelled", Record("patrol", outcome="cancelled")),
        ("Patrols suspended", Record("suspension")),
        ("Incident", Record("incident")),
        ("SIGACT", Record("incident")),
        ("attack", Record("incident", "attack")),
        ("Attack on patrol", Record("incident", "attack")),
        ("Joint patrol hit by IED", Record("incident", "ied")),
        ("Convoy attack", Record("incident", "attack")),
        ("Explosion", Record("incident")),
        *((text, Record("none")) for text in ("No patrol", "no joint patrol today", "Pas de patrouille", "нет патруля", "لا دورية",
                                              "devriye yok", "патрулювання не було", "sin patrulla", "Patrol: none", "NTR")),
        *((text, None) for text in ("Patrol vehicle damaged", "Patrol leader killed", "Patrol base", "patrol report", "patrol boats",
                                    "Patrol route", "joint patrol vehicle damaged", "leader of the patrol", "véhicule de la patrouille",
                                    "قائد الدورية", "машина патруля", "devriye aracı", "звіт про патрулювання", "coche patrulla",
                                    "Patrouillen-Fahrzeug")),
        *((text, None) for text in ("Patrol damaged", "patrol dog", "patrol boat found", "Patrol area", "border patrol agent", "IED patrol",
                                    "Soldier on patrol", "Patrol, truck burnt", "2 patrols", "Training patrol", "патруль собака", "chien de patrouille", "كلب الدورية")),
        *((text, Record("patrol")) for text in (
            "Vehicle patrol", "M4 patrol w/o incident", "Patrol no. 12 on the M4 from Trumba", "14th joint Russian-Turkish patrol", "Patrol (Tuesday 25 August)",
            "patrouille conjointe russo-turque", "14-е совместное российско-турецкое патрулирование", "دورية روسية تركية مشتركة",
            "Türk-Rus ortak kara devriyesi", "спільне російсько-турецьке патрулювання", "patrulla conjunta ruso-turca",
            "gemeinsame russisch-türkische Patrouille", "police patrol", "Patrol carried out successfully")),
        ("Patrol vehicle hit by IED", Record("incident", "ied")),
        ("Patrol base attacked", Record("incident", "attack")),
        ("Explosion at patrol base", Record("incident")),
        ("Convoy", Record("neither")),
        ("Training", Record("neither")),
        *((text, None) for text in ("total destruction", "note of thanks", "Blorb", "Suspended after an attack", "unknown", "-", "")),
    ],
)  # fmt: skip
def test_a_record_is_what_its_word_says(text, record):
    assert read_record(text) == record


@pytest.mark.parametrize(
    ("text", "target"),
    [
        *((text, "patrol") for text in ("Russian MP patrol", "Turkish patrol on the M4", "Patrol, 2 trucks burnt", "patrol leader",
                                        "российско-турецкий патруль", "joint patrol vehicle", "IED on Turkish patrol")),
        *((text, None) for text in ("patrol base", "patrol dog", "car behind patrol", "former patrol route", "patrol report",
                                    "devriye güzergahı", "passers-by during patrol")),
        ("police patrol", "government_forces"),
    ],
)  # fmt: skip
def test_a_target_is_a_patrol_only_if_no_other_word_could_change_that(text, target):
    assert find_meaning("target", text) == target


def test_a_text_is_folded_to_bare_words():
    def fold_words(text):
        return [word.text for word in fold(text)]

    assert fold_words("Ambushes, I.E.D.s") == fold_words("ambush ieds")
    assert fold_words("Éléments armés") == fold_words("element arme")
    assert fold_words("أُلْغِيَتِ الدوريّة") == fold_words("الغيت دوريه")
    assert fold_words("İPTAL EDİLDİ") == fold_words("iptal edildi")
    assert fold_words("✓") == ["yes"]
    assert fold_words("  ") == []


# Meanings that a person gives


def test_meanings_given_by_a_person_override_the_lexicon():
    said = Dictionary((WordMeaning("kind", "Ambush", "shooting"), WordMeaning("record", "Convoy", "patrol")))
    assert said.find("kind", "AMBUSH") == "shooting"
    assert said.find("kind", "Ambush with IED") == "ied"
    assert said.read_record("convoy") == Record("patrol")
    assert said.read_record("Ambush") == Record("incident", "shooting")


def test_a_meaning_is_given_on_the_command_line():
    assert parse_meanings("kind:IED attack=ied") == [WordMeaning("kind", "IED attack", "ied")]
    assert parse_meanings("kind:a=b = Air strike") == [WordMeaning("kind", "a=b", "air_strike")]
    assert parse_meanings("type:Blorb=ied") == [WordMeaning("kind", "Blorb", "ied")]
    assert parse_meanings("Art der Tat:Blorb=ied", {"Art der Tat": "kind"}) == [WordMeaning("kind", "Blorb", "ied")]


def test_words_are_said_in_a_file(tmp_path):
    path = tmp_path / "words.csv"
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([("rows", *HEADERS), (3, "kind", "Blorb", "ied"), (1, "target", "Who", "")])
    assert parse_meanings(str(path)) == [WordMeaning("kind", "Blorb", "ied")]


def test_the_list_of_the_data_page_is_such_a_file_once_it_has_the_meanings(tmp_path):
    path = tmp_path / "unread_cells.csv"
    path.write_text("load_id,file,column,text,rows,meaning\nR2/1,a.csv,type,Blorb,3,ied\nR2/1,a.csv,killed,x,1,\n")
    assert parse_meanings(str(path)) == [WordMeaning("kind", "Blorb", "ied")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kind:Blorb=bomb", "“bomb” is not a word for kind. Use one of ied, rocket"),
        ("place:Blorb=x", "neither COLUMN:WORD=MEANING"),
        ("nonsense", "neither COLUMN:WORD=MEANING"),
        ("weapon:x=ied", "neither COLUMN:WORD=MEANING"),
        ("kind:=ied", "The word of kind that means ied is missing"),
    ],
)
def test_what_cannot_be_stated_is_explained_in_a_sentence(text, says):
    with pytest.raises(UsageError, match=says):
        parse_meanings(text)
