"""Rules of conversion and of booking, from the pack; how far a pledge has come. Pure and exact: whole fen, halves up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.refusals import FieldFault, FormRefused, Refusal
from doorstep.kernel.words import Words

FILE = "pledges.toml"
PROMISE, RECEIVE, USE = "promise", "receive", "use"
GIVERS = {
    "company": Words(zh="企业", en="company"),
    "shop": Words(zh="商家", en="shop"),
    "group": Words(zh="社会组织", en="social organisation"),
    "person": Words(zh="个人", en="person"),
}
MOST_FEN = 10**15


class QuantityUnreadable(FieldFault):
    """“%(value)s”不是数量，请写大于 0 的数，最多四位小数。"""


class AmountUnreadable(FieldFault):
    """“%(value)s”不是金额，请写大于 0 的元，最多两位小数。"""


class QuantityTooLarge(FieldFault):
    """这个数太大了，请核对。"""


class KindUnknown(FieldFault):
    """没有这一种资源，请从列出的里面选。"""


class EvidenceMissing(FieldFault):
    """请写凭证号，没有凭证的不入账。"""


class EvidenceUsed(FieldFault):
    """这个凭证号已经入过账（%(pledge)s），同一笔不能算两次。"""


class MoreThanThere(FieldFault):
    """只剩 %(left)s 元可以记，写了 %(asked)s 元。"""


class WhyMissing(FieldFault):
    """冲回要写理由。"""


class GiverMissing(FieldFault):
    """请写是谁给的；不想公开的不会公开。"""


class WhatMissing(FieldFault):
    """请写给的是什么。"""


class ProjectUnknown(FieldFault):
    """没有编号为“%(value)s”的项目，或者它不归你管。"""


class PlaceMissing(FieldFault):
    """没有指定项目的，请选给哪里用。"""


class SeenBefore(FieldFault):
    """同一个人给过一样的：%(pledge)s。是同一笔就别再记；确实是另一笔，请打钩。"""


class PledgeUnknown(Refusal):
    """没有这一笔认捐。"""

    status = 404


class MovementReversed(Refusal):
    """这一笔已经冲回过了。"""


class LaterFirst(Refusal):
    """后面的账靠这一笔撑着，请先冲回后面的。"""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a unit of a kind is worth, in fen."""

    kind: str
    version: str
    label: Words
    per: Words
    fen: int
    plainly: Words
    evidence: Words
    basis: Words
    effective_from: date

    def value(self, quantity: Fraction) -> int:
        """In whole fen, halves up."""
        return int((quantity * self.fen * 2 + 1) // 2)


@dataclass(frozen=True, kw_only=True)
class Booking:
    """Which account a movement debits, and which it credits."""

    code: str
    label: Words
    debit: str
    credit: str


@dataclass(frozen=True, kw_only=True)
class Book:
    """A pack's pledges.toml. `counts`: the movement from which on a pledge counts in the leverage."""

    rules: tuple[Rule, ...]
    accounts: Mapping[str, Words]
    bookings: Mapping[str, Booking]
    counts: str
    label: Words
    plainly: Words

    def rule(self, kind: str, on: date) -> Rule:
        """The one in force for a kind on a day. Raises FieldFault by name."""
        found = [one for one in self.rules if one.kind == kind and one.effective_from <= on]
        if not found:
            raise KindUnknown
        return max(found, key=lambda one: one.effective_from)

    def kinds(self, on: date) -> tuple[Rule, ...]:
        """One for each kind."""
        return tuple(self.rule(kind, on) for kind in dict.fromkeys(one.kind for one in self.rules))


def read_book(path: Path) -> Book:
    """Raises PackError with every fault."""
    page = read_toml(path)
    rules = tuple(_rule(row) for row in page.tables("rule", required=True))
    accounts = {row.name_of("code"): _labelled(row) for row in page.tables("account", known_by="code", required=True)}
    bookings = {one.code: one for one in (_booking(row, accounts) for row in page.tables("movement", known_by="code"))}
    row = page.table("leverage")
    book = Book(
        rules=rules,
        accounts=accounts,
        bookings=bookings,
        counts=row.one_of("counts", tuple(bookings)),
        label=row.words("label"),
        plainly=row.words("plainly"),
    )
    row.refuse_the_rest()
    page.refuse_the_rest()
    page.settle()
    return book


def _rule(row: Table) -> Rule:
    found = Rule(
        kind=row.name_of("kind"),
        version=row.text("version"),
        label=row.words("label"),
        per=row.words("per"),
        fen=row.whole("fen", least=1),
        plainly=row.words("plainly"),
        evidence=row.words("evidence"),
        basis=row.words("basis"),
        effective_from=row.day("effective_from"),
    )
    row.refuse_the_rest()
    return found


def _labelled(row: Table) -> Words:
    label = row.words("label")
    row.refuse_the_rest()
    return label


def _booking(row: Table, accounts: Mapping[str, Words]) -> Booking:
    found = Booking(
        code=row.name_of("code"),
        label=row.words("label"),
        debit=row.one_of("debit", tuple(accounts)),
        credit=row.one_of("credit", tuple(accounts)),
    )
    if found.debit == found.credit:
        row.fault("credit", "借方和贷方不能是同一个科目", "debit and credit must be two accounts")
    row.refuse_the_rest()
    return found


def quantity_of(text: str) -> Fraction:
    """A number above 0 with four places at most. Raises QuantityUnreadable, QuantityTooLarge."""
    plain = text.strip().replace(",", "").replace("，", "")
    whole, _, part = plain.partition(".")
    if not (plain.isascii() and whole.isdigit() and (part.isdigit() or not part) and len(part) <= 4):
        raise QuantityUnreadable(value=text[:20])
    if len(whole) > 12:
        raise QuantityTooLarge
    found = Fraction(plain.rstrip("."))
    if found <= 0:
        raise QuantityUnreadable(value=text[:20])
    return found


def fen_of(yuan: str) -> int:
    """Whole fen, nothing cut off. Raises FormRefused under "amount"."""
    try:
        fen = quantity_of(yuan) * 100
    except FieldFault as fault:
        raise FormRefused({"amount": fault}) from None
    if fen.denominator > 1:
        raise FormRefused({"amount": AmountUnreadable(value=yuan.strip()[:20])})
    return int(fen)


def is_balanced(entries: Iterable[int]) -> bool:
    """Debits equal credits."""
    return sum(entries) == 0


def leverage(social_fen: int, public_fen: int) -> Fraction | None:
    """Yuan of society for each yuan of public money; None without public money."""
    return Fraction(social_fen, public_fen) if public_fen > 0 else None
