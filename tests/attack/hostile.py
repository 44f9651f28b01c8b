"""Texts that have broken programs: long, twisted, commanding, or not text at all."""

SCRIPT = "<script>alert('doorstep-was-here')</script>"
BROKEN_OUT = "\"'><img src=x onerror=alert('doorstep-was-here')>"
HOSTILE = {
    "ten thousand characters": "我" * 10_000,
    "one too many": "我" * 10_001,
    "no break in it": "a" * 9_000,
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈 路灯 👍🏽" * 20,
    "right to left": "路灯\u202e下当灯路\u2066 مرحبا \u200f不亮",
    "zalgo": "路" + "\u0301\u0489\u0334" * 400,
    "NUL": "路灯\x00不亮",
    "control characters": "路灯\x01\x08\x1b[31m\x7f\u2028\u2029不亮",
    "byte order mark": "\ufeff路灯\ufffe\uffff",
    "private use": "\ue000\U000f0000\U0010fffd",
    "SQL": "'; DROP TABLE cases_case; -- \" OR 1=1 %s %(name)s {} \\",
    "script": SCRIPT,
    "out of an attribute": BROKEN_OUT,
    "out of a text area": f"</textarea></title></style>{SCRIPT}",
    "template": "{{ 7|add:7 }}{{7*7}}{% debug %}${7*7}#{7*7}<%= 7*7 %>",
    "header": "路灯\r\nSet-Cookie: doorstep-was-here=1\r\n\r\n<b>",
    "formula": '=HYPERLINK("http://evil.example","点我")',
    "at": "@SUM(1+1)*cmd|'/C calc'!A0",
    "path": "../../../../etc/passwd%00.jpg",
    "format": "%s%s%s%n %(x)s %d {0} {x} {0.__class__}",
    "only blanks": " \t\n\u3000\u00a0\u200b",
    "number": "1e309",
    "json": '{"$ne": null, "__proto__": {}}',
}
WILD = (None, True, 0, -1, 1.5, 10**40, [], {}, ["a", 1], [[]], {"a": {"b": []}}, "", *HOSTILE.values())
"""What a program may put where a text was meant."""
