-- How text is read as a day, a number of people or a coordinate. The rules are the same for every feed (docs/feeds.md
-- states them). Macros take a cell tidied by `plain` and return NULL for what they cannot read. `known` has already
-- turned words for a missing value into NULL. Parameter names begin with `the_`, so that they never hide a column.

-- A cell without surrounding spaces; NULL if empty. `plain` also turns Arabic-Indic and Persian digits into 0 to 9.
-- `words`, for cells of words, also turns NA into NULL.
-- Characters that cannot be seen are written as UTF-8, since DuckDB would plan each `chr` anew for every cell: the spaces U+A0
-- and U+202F, and U+200B, U+200E, U+200F, U+61C, U+202A to U+202E, U+2066 to U+2069 and U+FEFF, which mark a direction or nothing.
CREATE OR REPLACE MACRO trimmed(the_cell) AS nullif(trim(the_cell, E' \t\n\r\xc2\xa0'), '');
CREATE OR REPLACE MACRO plain(the_cell) AS trimmed(translate(the_cell,
    E'٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫\xc2\xa0\xe2\x80\xaf\xe2\x80\x8b\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad\xe2\x80\xae\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9\xef\xbb\xbf',
    '01234567890123456789.  '));
CREATE OR REPLACE MACRO words(the_cell) AS nullif(trimmed(the_cell), 'NA');

-- The same three for a column. A cell that begins and ends with a visible ASCII character needs no trimming. This check
-- is much faster than trimming, but the macro repeats its argument, so the argument must be a plain column.
CREATE OR REPLACE MACRO trimmed_column(the_cell) AS
    CASE WHEN the_cell BETWEEN '!' AND '~' AND the_cell[-1] BETWEEN '!' AND '~' THEN the_cell ELSE trimmed(the_cell) END;
CREATE OR REPLACE MACRO plain_column(the_cell) AS
    CASE WHEN strlen(the_cell) = length(the_cell) THEN trimmed_column(the_cell) ELSE plain(the_cell) END;
CREATE OR REPLACE MACRO words_column(the_cell) AS nullif(trimmed_column(the_cell), 'NA');

-- A tidied cell of codes. Programs without empty integers write 3.0 for 3 once a cell of the column is empty.
CREATE OR REPLACE MACRO whole(the_text) AS
    CASE WHEN ends_with(the_text, '0') THEN nullif(regexp_replace(the_text, '\.0+$', ''), '') ELSE the_text END;

-- A tidied cell; NULL if it says that the value is not known.
CREATE OR REPLACE MACRO known(the_text) AS
    CASE WHEN lower(the_text) IN ('na', 'n/a', '#n/a', 'nan', 'null', 'none given', 'unknown', 'not known', 'unclear', 'not reported',
        'unspecified', 'n/k', 'n.k.', 'not stated', 'not available', 'tbd', 'tbc', '?', '-', '–', '—', '.', 'غير معروف', 'غير معروفة',
        'غير محدد', 'مجهول', 'inconnu', 'inconnue', 'non connu', 'неизвестно', 'неизвестен', 'нет данных', 'н/д', 'невідомо', 'немає даних',
        'bilinmiyor', 'desconocido', 'desconocida', 'se desconoce', 'sin datos', 'unbekannt', 'nicht bekannt', 'k. a.', 'k.a.') THEN NULL ELSE the_text END;

-- The same for a column: a cell of ASCII characters that begins and ends with a digit is tidied and known.
CREATE OR REPLACE MACRO known_column(the_cell) AS
    CASE WHEN the_cell BETWEEN '0' AND ':' AND the_cell[-1] BETWEEN '0' AND '9' AND strlen(the_cell) = length(the_cell) THEN the_cell
        ELSE known(plain_column(the_cell)) END;

-- A cell without accents, punctuation and capitals, for comparing words.
CREATE OR REPLACE MACRO folded(the_cell) AS trim(regexp_replace(strip_accents(lower(the_cell)), '[^\pL\pN]+', ' ', 'g'));

-- A tidied date without its time of day. A time with a zone is kept, since the local day may differ.
CREATE OR REPLACE MACRO without_time(the_text) AS
    CASE WHEN contains(the_text, ':')
        THEN regexp_replace(the_text, '[T ]+([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(\s*[AaPp]\.?[Mm]\.?)?$', '')
        ELSE the_text END;

-- Days in plain notations that leave no doubt about the order of day and month.
CREATE OR REPLACE MACRO plain_day(the_text) AS
    CASE
        WHEN regexp_full_match(the_text, '\d{4}-\d{2}-\d{2}') THEN try_cast(the_text AS DATE)
        WHEN regexp_full_match(the_text, '\d{1,2}[ -][A-Za-z]{3,9}\.?[ -]\d{4}')
            THEN try_strptime(replace(the_text, '.', ''), ['%d %B %Y', '%d-%B-%Y', '%d %b %Y', '%d-%b-%Y'])::DATE
        WHEN regexp_full_match(the_text, '\d{1,2}([ ][A-Za-z]{3,9}[ ]|-[A-Za-z]{3,9}-)\d{2}')
            THEN try_strptime(the_text, ['%d-%b-%y', '%d %b %y', '%d-%B-%y', '%d %B %y'])::DATE
        WHEN regexp_full_match(the_text, '[A-Za-z]{3,9}\.? \d{1,2},? \d{4}')
            THEN try_strptime(regexp_replace(the_text, '[.,]', '', 'g'), ['%B %d %Y', '%b %d %Y'])::DATE
        WHEN regexp_full_match(the_text, '\d{4}[/.-]\d{1,2}[/.-]\d{1,2}')
            THEN try_strptime(regexp_replace(the_text, '[.-]', '/', 'g'), '%Y/%m/%d')::DATE
        WHEN regexp_full_match(the_text, '\d{8}') THEN try_strptime(the_text, '%Y%m%d')::DATE
    END;

-- The first and last possible day of a tidied cell, and its precision; NULL if it cannot be read.
CREATE OR REPLACE MACRO days_of(the_first, the_last, the_precision) AS
    CASE WHEN year(the_first) BETWEEN 1900 AND 2100
        THEN {'first': the_first::DATE, 'last': the_last::DATE, 'precision': the_precision} END;
-- The same for a single day. A macro repeats its argument wherever it uses it; as a list element it is evaluated once.
CREATE OR REPLACE MACRO one_day(the_day) AS list_transform([the_day], lambda known_day: days_of(known_day, known_day, 'day'))[1];
CREATE OR REPLACE MACRO plain_days(the_text) AS
    coalesce(
        one_day(list_transform([without_time(the_text)], lambda bare: plain_day(bare))[1]),
        CASE
            WHEN regexp_full_match(the_text, '\d{4}-\d{2}')
                THEN days_of(try_strptime(the_text, '%Y-%m'), last_day(try_strptime(the_text, '%Y-%m')), 'month')
            WHEN regexp_full_match(the_text, '[A-Za-z]{3,9}[ -]\d{4}')
                THEN days_of(try_strptime(replace(the_text, '-', ' '), ['%B %Y', '%b %Y']),
                    last_day(try_strptime(replace(the_text, '-', ' '), ['%B %Y', '%b %Y'])), 'month')
            WHEN regexp_full_match(the_text, '\d{1,2}/\d{4}')
                THEN days_of(try_strptime(the_text, '%m/%Y'), last_day(try_strptime(the_text, '%m/%Y')), 'month')
            WHEN regexp_full_match(the_text, '\d{4}(\.0)?')
                THEN days_of(try_strptime(the_text[1:4], '%Y'), try_strptime(the_text[1:4] || '-12-31', '%Y-%m-%d'), 'year')
        END);

-- The same for any text that people write. Texts that are not plain were read before, once for each distinct text of the table,
-- taking into account what all of them show about the order of day and month (etl/feeds/common/days). If a table has such texts,
-- `keep_dates` makes `written_days` look them up in `days_written`. Otherwise there is no lookup, since it alone takes a fifth of a
-- load of a million rows: DuckDB keeps all rows with all their columns until it is done.
CREATE TABLE IF NOT EXISTS days_written (written VARCHAR, days STRUCT("first" DATE, "last" DATE, "precision" VARCHAR));
CREATE OR REPLACE MACRO written_days(the_text) AS NULL::STRUCT("first" DATE, "last" DATE, "precision" VARCHAR);
CREATE OR REPLACE MACRO read_date(the_text) AS coalesce(written_days(without_time(the_text)), plain_days(the_text));

-- The same for an expression longer than a column. If a macro repeated it, planning would take DuckDB longer than
-- reading a small file. As a list element it occurs once, which makes each row slightly slower.
CREATE OR REPLACE MACRO plain_days_of(the_expression) AS list_transform([the_expression], lambda the_day: plain_days(the_day))[1];
CREATE OR REPLACE MACRO read_date_of(the_expression) AS
    coalesce(written_days(without_time(the_expression)), plain_days_of(the_expression));

-- A tidied cell of figures without thousands separators and with a decimal dot. The whole column has shown what a dot
-- and a comma before three digits are: thousands, decimal or unclear, in which case no number is read.
CREATE OR REPLACE MACRO in_figures(the_text, the_dot, the_comma) AS
    CASE
        WHEN regexp_full_match(the_text, '[1-9]\d{0,2}([ \x{00A0}\x{2009}\x{202F}''’]\d{3})+([.,]\d+)?')
            THEN replace(regexp_replace(the_text, '[^\d.,]', '', 'g'), ',', '.')
        WHEN regexp_full_match(the_text, '[1-9]\d{0,2}(\.\d{3})+(,\d+)?') THEN CASE the_dot
            WHEN 'thousands' THEN replace(replace(the_text, '.', ''), ',', '.') WHEN 'unclear' THEN 'unclear ' || the_text ELSE the_text END
        WHEN regexp_full_match(the_text, '[1-9]\d{0,2}(,\d{3})+(\.\d+)?') THEN CASE the_comma
            WHEN 'thousands' THEN replace(the_text, ',', '') WHEN 'unclear' THEN 'unclear ' || the_text ELSE replace(the_text, ',', '.') END
        WHEN the_comma = 'decimal' AND regexp_full_match(the_text, '\d+,\d+') THEN replace(the_text, ',', '.')
        ELSE the_text
    END;

-- A single figure, with or without commas between thousands; NULL above a hundred million.
CREATE OR REPLACE MACRO figure(the_text) AS
    CASE WHEN regexp_full_match(the_text, '\d{1,8}') THEN the_text::INTEGER
        WHEN regexp_full_match(the_text, '\d{1,8}\.0+') THEN split_part(the_text, '.', 1)::INTEGER
        WHEN regexp_full_match(the_text, '\d{1,3}(,\d{3}){1,2}') THEN try_cast(replace(the_text, ',', '') AS INTEGER)
        ELSE list_position(['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
            lower(the_text))
    END;
CREATE OR REPLACE MACRO figure_of(the_expression) AS list_transform([the_expression], lambda the_figure: figure(the_figure))[1];
CREATE OR REPLACE MACRO span(the_low, the_best, the_high) AS
    {'low': the_low::INTEGER, 'best': the_best::INTEGER, 'high': the_high::INTEGER};

-- Which end of a range a cell names, in words before or after its single figure, and that figure.
CREATE OR REPLACE MACRO last_figure(the_text) AS
    figure_of(regexp_extract(lower(the_text), '(\d{1,8}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s*(\+|or more|at least)?$', 1));
CREATE OR REPLACE MACRO end_in_words(the_words) AS
    CASE
        WHEN the_words IN ('at least', 'no fewer than', 'no less than', 'not fewer than', 'not less than', 'min', 'min.',
            'minimum', 'mínimo', 'mind.', 'mindest', '>=', '≥', 'не менее', 'не меньше', 'как минимум', 'щонайменше', 'не менше', 'au moins', 'al menos',
            'por lo menos', 'mindestens', 'en az', 'ما لا يقل عن', 'لا يقل عن', 'على الأقل') THEN 'at least'
        WHEN the_words IN ('more than', 'over', '>', 'более', 'больше', 'понад', 'більше', 'plus de', 'más de', 'mehr als',
            'أكثر من') THEN 'more than'
        WHEN the_words IN ('up to', 'at most', 'no more than', 'not more than', 'max', 'max.', 'maximum', '<=', '≤', 'до',
            'не более', 'не больше', 'не більше', 'jusqu''à', 'au plus', 'hasta', 'como máximo', 'bis zu', 'höchstens',
            'en fazla', 'حتى') THEN 'up to'
        WHEN the_words IN ('fewer than', 'less than', 'under', '<', 'менее', 'меньше', 'менше', 'moins de', 'menos de',
            'weniger als', 'أقل من') THEN 'fewer than'
    END;
CREATE OR REPLACE MACRO end_of_span(the_text) AS
    CASE
        WHEN regexp_full_match(lower(the_text), '\d{1,8}\s*(\+|or more|at least)') THEN 'at least'
        ELSE end_in_words(trim(regexp_replace(lower(the_text), '(\d{1,8}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)$', '')))
    END;

-- The low, best and high number of people in a tidied cell; NULL if it cannot be read.
CREATE OR REPLACE MACRO read_people(the_text) AS
    CASE
        WHEN figure(the_text) IS NOT NULL THEN span(NULL, figure(the_text), NULL)
        WHEN lower(the_text) IN ('none', 'no', 'nil', 'zero', 'nobody', 'no one', 'aucun', 'aucune', 'néant', 'neant', 'zéro', 'keine', 'keiner', 'ninguno', 'ninguna', 'cero', 'нет', 'ноль', 'немає', 'yok', 'لا يوجد', 'لا أحد') THEN span(NULL, 0, NULL)
        WHEN lower(the_text) IN ('several', 'some', 'many', 'a few', 'few', 'multiple', 'dozens', 'scores', 'a number', 'yes')
            THEN span(NULL, NULL, NULL)
        WHEN regexp_full_match(the_text, '\d{1,8}\.\d+') THEN span(floor(the_text::DOUBLE), NULL, ceil(the_text::DOUBLE))
        WHEN regexp_full_match(lower(the_text), '(c\.?|ca\.?|circa|about|around|approx\.?|approximately|nearly|almost|roughly|some|environ|etwa|unos|unas|около|примерно|близько|yaklaşık|حوالي|نحو|~|≈)\s*[\d,]+')
            THEN list_transform([figure_of(regexp_extract(the_text, '[\d,]+$'))], lambda about: span(about, about, about))[1]
        WHEN regexp_full_match(lower(the_text), '(between )?\d{1,8}\s*(-|–|—|to|and|or)\s*\d{1,8}')
            THEN span(regexp_extract(the_text, '\d+')::INTEGER, NULL, regexp_extract(the_text, '\d+$')::INTEGER)
        -- As list elements, the figure and its end are planned once, which is a tenth of the time of loading a small file.
        ELSE list_transform([{'last': last_figure(the_text), 'end': end_of_span(the_text)}], lambda named: CASE
            WHEN named.last IS NULL THEN NULL
            WHEN named."end" = 'at least' THEN span(named.last, NULL, NULL)
            WHEN named."end" = 'more than' THEN span(named.last + 1, NULL, NULL)
            WHEN named."end" = 'up to' THEN span(NULL, NULL, named.last)
            WHEN named."end" = 'fewer than' AND named.last > 0 THEN span(NULL, NULL, named.last - 1)
        END)[1]
    END;

-- The same for a cell with additional words that do not change its number: what is counted (the_nouns, a pattern), and
-- who is included, also as a number in brackets. Words in the_others (2 wounded among 3) name people that the column
-- does not count. Plain figures, nearly all cells, are read directly.
CREATE OR REPLACE MACRO count_alone(the_text, the_nouns, the_others) AS
    regexp_replace(CASE WHEN regexp_matches(the_text, '(?i)\b(' || the_others || ')\b') THEN the_text
        ELSE regexp_replace(the_text, '\s*[(,;]?\s*\b(incl\b|including\b|of (whom|which|them)\b|among (whom|them)\b).*$|\s*\(\s*\d+\s[^()]*\)$', '', 'i') END,
        '(\s+(' || the_nouns || ')|\s*\((' || the_nouns || ')\))+$', '', 'i');
CREATE OR REPLACE MACRO read_people_of(the_cell, the_nouns, the_others) AS
    CASE WHEN the_cell IS NULL THEN NULL
        WHEN regexp_full_match(the_cell, '\d{1,8}') THEN span(NULL, the_cell, NULL)
        ELSE list_transform([count_alone(the_cell, the_nouns, the_others)], lambda the_count: read_people(the_count))[1] END;
-- Whether a number was read from more than a plain figure, so that the text of the cell is kept too.
CREATE OR REPLACE MACRO is_people_in_words(the_text) AS the_text IS NOT NULL AND NOT regexp_full_match(the_text, '\d{1,8}(\.0+)?');

-- The number of a patrol in a tidied cell: 26, 26.0, 26th, No. 26, № 26, “Patrol 26”, “26. ortak devriye”; “26 patrols” is an amount.
-- And whether a cell names several: 12-14, “12, 13 and 14”.
CREATE OR REPLACE MACRO read_patrol_number(the_text) AS nullif(try_cast(regexp_extract(lower(the_text),
    '^(?:#|№|n[°º]|joint|patrol|number|numéro|numero|número|numarası|num|no|nr|jp|p|patrouille|patrulla|devriye|патруль|номер|الدورية|دورية|رقم|[ .:-])*'
    || '(\d{1,6})(?:\.0+)?(?:(?:st|nd|rd|th|[.°ºª]|-?(?:й|ый|ий|я|е|го)|''?[nuüiı]*nc[iıuü])(?: [\pL ]+)?)?$', 1) AS INTEGER), 0);
CREATE OR REPLACE MACRO names_patrols(the_text) AS
    regexp_matches(lower(the_text), '^(?:\D*[^\d\pL])?\d{1,3}\s*(?:-|–|—|to|through|до|bis|à|إلى|حتى)\s*\d{1,3}\D*$')
        AND regexp_extract(the_text, '^\D*(\d+)', 1)::INTEGER < regexp_extract(the_text, '(\d+)\D*$', 1)::INTEGER
    OR regexp_full_match(lower(the_text), '(?:\D*[^\d\pL])?\d{1,3}(?:\s*(?:,\s|;|&|\+|and|et|und|y|ve|и|та|و)\s*(?:and\s|et\s|und\s)?\d{1,3}|,\d{1,2})+\D*');

-- Kilometres in a tidied cell: 12, 12.5, 12,5, 12.5 km; NULL if it cannot be read, such as the ambiguous 1,250.
CREATE OR REPLACE MACRO read_kilometres(the_text) AS
    CASE WHEN regexp_full_match(lower(the_text), '\d+(\.\d+|,\d{1,2})?\s*(km)?')
        THEN try_cast(replace(regexp_extract(the_text, '[\d.,]+'), ',', '.') AS DOUBLE) END;

-- Degrees in a tidied cell: 35.8, 35,8, 35.8 N, 35°48'30"N, 35 48.5 N; NULL if it cannot be read.
CREATE OR REPLACE MACRO degrees_part(the_text, the_nth) AS
    coalesce(try_cast(regexp_extract_all(replace(the_text, ',', '.'), '\d+(\.\d+)?')[the_nth] AS DOUBLE), 0);
CREATE OR REPLACE MACRO read_degrees(the_text) AS
    CASE
        WHEN regexp_full_match(the_text, '[+-]?\d{1,3}(\.\d*)?') THEN try_cast(the_text AS DOUBLE)
        WHEN regexp_full_match(the_text, '[+-]?\d{1,3},\d+') THEN try_cast(replace(the_text, ',', '.') AS DOUBLE)
        WHEN regexp_full_match(upper(the_text), '[NSEW]?\s*\d{1,3}([.,]\d+)?\s*°?\s*[NSEW]?')
            OR regexp_full_match(upper(the_text), '[NSEW]?\s*\d{1,3}\s*[° ]\s*[0-5]?\d([.,]\d+)?\s*[''′’]?\s*[NSEW]?')
            OR regexp_full_match(upper(the_text), '[NSEW]?\s*\d{1,3}\s*[° ]\s*[0-5]?\d\s*[''′’ ]\s*[0-5]?\d([.,]\d+)?\s*(["″”]|'''')?\s*[NSEW]?')
            THEN (degrees_part(the_text, 1) + degrees_part(the_text, 2) / 60 + degrees_part(the_text, 3) / 3600)
                * CASE WHEN regexp_matches(upper(the_text), '[SW]') THEN -1 ELSE 1 END
    END;

-- The sort order of a feed's releases: 24.0.1 before 24.0.10 before 25.1. UCDP's separate release for Syria begins with
-- the country's number, and every yearly release that covers Syria replaces it.
CREATE OR REPLACE MACRO numbers_of_release(the_release) AS try_cast(string_split(the_release, '.') AS INTEGER[]);
CREATE OR REPLACE MACRO release_order(the_release) AS
    CASE WHEN numbers_of_release(the_release)[1] >= 100 THEN [0] || numbers_of_release(the_release)
        ELSE numbers_of_release(the_release) END;

-- The names in a cell, separated by `;`, `|` or line breaks, or by commas if each part is the name of a publisher (in
-- lower case). The variable `publishers` holds these names; written out, they would be planned again for every file.
-- `split_addresses` does the same for addresses; a `;` or a comma before white space or another address is not part of
-- an address.
CREATE OR REPLACE MACRO tidied_list(the_parts) AS
    list_filter(list_transform(the_parts, lambda part: trim(part, ' ' || chr(9) || chr(160) || ',')), lambda part: part <> '');
CREATE OR REPLACE MACRO distinct_in_order(the_items) AS
    list_filter(the_items, lambda item, place: list_position(the_items, item) = place);
CREATE OR REPLACE MACRO split_names(the_cell) AS
    coalesce(distinct_in_order(flatten(list_transform(tidied_list(string_split_regex(the_cell, '[;|\n\r]')),
        lambda name: CASE
            WHEN contains(name, ',') AND list_has_all(map_keys(getvariable('publishers')), tidied_list(string_split(lower(name), ',')))
                THEN tidied_list(string_split(name, ','))
            ELSE [name]
        END))), []);
CREATE OR REPLACE MACRO split_addresses(the_cell) AS
    coalesce(distinct_in_order(tidied_list(string_split_regex(
        regexp_replace(the_cell, '[;,\s]+(https?://|www\.)', chr(10) || '\1', 'g'), '[|\n\r]|[;,]\s+|;$'))), []);

-- The claims of a cell, one per line, each split at its bars.
CREATE OR REPLACE MACRO split_claims(the_cell) AS
    coalesce(list_transform(tidied_list(string_split_regex(the_cell, '[;\n\r]')),
        lambda line: list_transform(string_split(line, '|'), lambda part: nullif(trim(part), ''))), []);

-- The documents of names and addresses, matched by their order in the two cells. A single address belongs to every
-- name, and a single name to every address. If the numbers differ otherwise, it is unknown which belong together, and
-- the documents have no addresses.
CREATE OR REPLACE MACRO host_of(the_address) AS
    nullif(regexp_extract(lower(the_address), '^(?:https?://)?(?:www\.)?([^/:?#\s]+\.[^/:?#\s]+)', 1), '');
-- The publisher whose site a host is, including its subdomains (english.enabbaladi.net); otherwise the host.
CREATE OR REPLACE MACRO publisher_of(the_host) AS
    coalesce(getvariable('publishers')[the_host], getvariable('publishers')[regexp_replace(the_host, '^[^.]+\.', '')], the_host);
CREATE OR REPLACE MACRO is_address(the_text) AS regexp_matches(the_text, '^(https?://|www\.)');
CREATE OR REPLACE MACRO document(the_feed, the_name, the_address) AS {
    'source_id': the_feed || ':' || left(md5(coalesce(the_name, the_address) || '|' || coalesce(the_address, '')), 12),
    'publisher': CASE
        WHEN the_name IS NULL OR is_address(the_name)
            THEN coalesce(publisher_of(host_of(coalesce(the_name, the_address))), the_name, the_address)
        ELSE coalesce(getvariable('publishers')[lower(the_name)], the_name) END,
    'title': coalesce(the_name, the_address),
    'url': coalesce(the_address, CASE WHEN is_address(the_name) THEN the_name END)};
CREATE OR REPLACE MACRO documents(the_feed, the_names, the_addresses) AS list_transform(
    list_transform(
        CASE WHEN len(the_names) = 0 OR len(the_names) = 1 AND len(the_addresses) > 1 THEN the_addresses ELSE the_names END,
        lambda each, place: {
            'name': the_names[CASE len(the_names) WHEN 1 THEN 1 ELSE place END],
            'address': CASE WHEN len(the_addresses) = 1 THEN the_addresses[1]
                WHEN len(the_names) IN (0, 1, len(the_addresses)) THEN the_addresses[place] END}),
    lambda document: document(the_feed, document.name, document.address));

-- Cells as written with further ones added, each once, since another file of an event may already have added them.
CREATE OR REPLACE MACRO with_cells(the_held, the_more) AS nullif(concat_ws('; ', the_held, nullif(array_to_string(list_filter(the_more,
    lambda each: each IS NOT NULL AND NOT contains('; ' || coalesce(the_held, '') || '; ', '; ' || each || '; ')), '; '), '')), '');
