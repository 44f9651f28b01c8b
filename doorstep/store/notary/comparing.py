"""What stands in the tables against what was handed in to be proven: changed, or never handed in. Reads only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from doorstep.store.notary.models import Deed

BATCH = 2000


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A thing as it is now: `source` as it was handed in under; `said` names it for the auditor; `digest` over what it says."""

    source: str
    said: str
    digest: bytes


@dataclass(frozen=True, kw_only=True)
class Discrepancy:
    """Something that does not add up, or is no longer what was proven, in one sentence."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}：{self.what}"


def compare(kind: str, things: Iterable[Standing]) -> Iterator[Discrepancy]:
    """Every thing whose digest is not the one that was notarised."""
    rest = iter(things)
    while part := list(islice(rest, BATCH)):
        deeds = Deed.objects.filter(kind=kind, source__in=[one.source for one in part]).values_list("source", "digest")
        kept = {source: bytes(digest) for source, digest in deeds}
        for one in part:
            if one.source not in kept:
                yield Discrepancy(where=one.said, what="没有存证：不是系统自己写的")
            elif kept[one.source] != one.digest:
                yield Discrepancy(where=one.said, what="和存证时不一样：在数据库里被改过")
