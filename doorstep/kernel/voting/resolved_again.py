"""A published vote by template (its JSON) decided again by whoever downloaded it: fingerprints first, then every line from the sums.

Refuses a document whose announcement or sums are not those of its fingerprints, before it decides anything.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doorstep.kernel.canonical import NotCanonical, canonical
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.voting.resolving import THRESHOLD, resolved
from doorstep.kernel.voting.template_frozen import thawed
from doorstep.kernel.words import Words


class DocumentRefused(Refusal):
    """这份表决文件不能重算：%(why)s。"""

    status = 422


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    """The outcome as it comes out now, the titles of its matters, and whether it is the published one."""

    title: str
    outcome: dict[str, Any]
    titles: dict[str, str]
    is_same: bool


def decide_again(raw: bytes) -> Again:
    """Raises DocumentRefused."""
    try:
        document = json.loads(raw)
        announced, rows = document["announcement"], document["ballots"]
        rule = announced["rule"]
        if rule["name"] != THRESHOLD:
            raise _refused("它不是同意、不同意的表决，请下载 .pb 来算", "it is no vote of yes and no; download its .pb")
        _check_fingerprints(document, announced, rows)
        known = document["outcome"]
        made = resolved(
            thawed(rule["law"]), rows, announced=document["content_hash"], cast=known["cast"], empty=known["empty"]
        )
        titles = {one["key"]: one["title"] for one in announced["options"]}
        return Again(
            title=announced["title"],
            outcome=made,
            titles={key: titles[key] for key in made["options"]},
            is_same=made["fingerprint"] == document["result_hash"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ZeroDivisionError, NotCanonical):
        raise _refused(
            "它不是公布的选票 JSON，或者少了一部分",
            "it is not the published JSON of a vote, or part of it is missing",
        ) from None


def _check_fingerprints(document: Mapping[str, Any], announced: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    if hashlib.sha256(canonical(announced)).hexdigest() != document["content_hash"]:
        raise _refused("公布的内容和它的指纹对不上", "what was announced does not fit its fingerprint")
    digests = "".join(hashlib.sha256(canonical(row)).hexdigest() for row in rows)
    if hashlib.sha256(digests.encode()).hexdigest() != document["ballots_hash"]:
        raise _refused("票数和它们的指纹对不上", "the sums do not fit their fingerprint")


def _refused(zh: str, en: str) -> DocumentRefused:
    return DocumentRefused(why=Words(zh=zh, en=en))
