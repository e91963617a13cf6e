-- For one column of figures: how many cells have dots, commas or spaces between groups of three digits, how many have a
-- dot or comma that can only separate decimals, how many have three zeros after it, how many are figures at all, and
-- the highest number that is not a code for a missing value. `{odd}` is the cell if it is not plain digits, which most
-- cells are.
{{
    'dot groups': count(*) FILTER (regexp_full_match({odd}, '[1-9]\d{{0,2}}(\.\d{{3}})+')),
    'comma groups': count(*) FILTER (regexp_full_match({odd}, '[1-9]\d{{0,2}}(,\d{{3}})+')),
    'dots between thousands': count(*) FILTER (regexp_full_match({odd}, '[1-9]\d{{0,2}}((\.\d{{3}})+,\d+|(\.\d{{3}}){{2,}})')),
    'commas between thousands': count(*) FILTER (regexp_full_match({odd}, '[1-9]\d{{0,2}}((,\d{{3}})+\.\d+|(,\d{{3}}){{2,}})')),
    'dots before decimals': count(*) FILTER (
        regexp_full_match({odd}, '\d+\.\d+') AND NOT regexp_full_match({odd}, '[1-9]\d{{0,2}}\.\d{{3}}')),
    'commas before decimals': count(*) FILTER (
        regexp_full_match({odd}, '\d+,\d+') AND NOT regexp_full_match({odd}, '[1-9]\d{{0,2}},\d{{3}}')),
    'blanks': count(*) FILTER (regexp_full_match({odd}, '[1-9]\d{{0,2}}([ \x{{00A0}}\x{{2009}}\x{{202F}}''’]\d{{3}})+([.,]\d+)?')),
    'three noughts': count(*) FILTER (regexp_full_match({odd}, '\d+[.,]000')),
    'figures': count(*) FILTER ({cell} IS NOT NULL AND {odd} IS NULL) + count(*) FILTER (regexp_full_match({odd}, '[\d.,]*\d')),
    'highest': max(try_cast({cell} AS DOUBLE)) FILTER ({cell} NOT IN ({codes}))
}}
