"""The town ticks 勾选: the listed candidates stand in a secret poll, people take a token and cast it unseen, some through a helper, and
what was counted says which are chosen. Through the real steps, seeded; only keys and salts are random."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from doorstep.doors.town.living import Life, Town
from doorstep.doors.town.polling import HELPED, OFFICE, counted, drafted
from doorstep.kernel.voting import Ballot
from doorstep.store.cases.models import CaseWords
from doorstep.store.cases.opening import Opened
from doorstep.wings.town.voices import polling as voices
from doorstep.wings.voting import casting, drafting, tokens
from doorstep.wings.voting.models import Elector, Poll
from doorstep.wings.voting.rules import HELPER, ONLINE, Choice

CAME = 0.6
LIKED, OTHERS = (0.75, 0.5), 0.06  # of the first ten the first and the last; of any other


def ticking(town: Town, listed: Sequence[Opened], seats: int) -> Life:
    """Closed after four days; the candidates are told what became of them when it is confirmed."""
    titles = dict(CaseWords.objects.filter(case_id__in=[one.case_id for one in listed]).values_list("case_id", "title"))
    options = tuple(
        Choice(key=f"{turn}", title=titles[one.case_id][:120], candidate=str(one.case_id))
        for turn, one in enumerate(listed, start=1)
    )
    rule = {"name": "top_k", "seats": seats, "ties": ["listed"]}
    poll = drafted(town, voices.TICKED, options, rule=rule, most=seats, is_secret=True)
    yield town.at(poll.opens_at)
    if drafting.state_of(poll) == "announced":
        drafting.begin(poll, now=town.now)
    town.steps.answer(town.now)
    yield town.hours(6)
    _cast(town, poll, seats, len(options))
    yield town.at(poll.closes_at + timedelta(minutes=5))
    yield from counted(town, poll)


def _cast(town: Town, poll: Poll, seats: int, options: int) -> None:
    rng, office = Random(f"{town.seed}:ticking"), town.staff.named(OFFICE)
    first, last = LIKED
    liked = [first - (first - last) * turn / seats if turn < seats else OTHERS for turn in range(options)]
    for elector in Elector.objects.filter(poll=poll).order_by("roll_number"):
        if rng.random() >= CAME:
            continue
        chosen = [f"{turn}" for turn, chance in enumerate(liked, start=1) if rng.random() < chance]
        helper = office.id if rng.random() < HELPED else None
        way, key = HELPER if helper else ONLINE, f"town:{elector.roll_number}"
        token = tokens.make_token(poll, elector, key=key, way=way, now=town.now, by=helper)
        said = Ballot(choices=tuple(sorted(rng.sample(chosen, min(len(chosen), seats)), key=int)))
        casting.cast_by_token(poll, token, said, key=key, now=town.now, helper=helper)
