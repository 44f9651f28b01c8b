"""Conversations with the official account: sealed callbacks of a stand-in for the platform, answered by the real callback's code.

Some begin with words, some with a picture; some send where they are, some write the community's name. The pictures are then
fetched from the stand-in as they are from the platform.
"""

from collections.abc import Iterator
from itertools import count
from uuid import UUID

from doorstep.adapters.wechat.simulated import SimulatedPlatform
from doorstep.doors.town.ground import point_well_in
from doorstep.doors.town.living import Matter, Town
from doorstep.doors.town.pictures import draw
from doorstep.doors.web.resident.holding import case_of_code
from doorstep.doors.wechat.callback import answered
from doorstep.doors.wechat.pictures import fetch
from doorstep.doors.wechat.places import TownMap
from doorstep.kernel.datums import gcj_from_wgs
from doorstep.wings.chat.services import FETCH

SENDS_PLACE = 0.6
YES = "1"


class ChatUnanswered(Exception):
    """模拟的对话没有走到回执：公众号的问话和演示数据对不上。"""


class Chat:
    """One person with one word, a message after another."""

    def __init__(self, town: Town, matter: Matter) -> None:
        self.platform, self.codes = SimulatedPlatform(), list[str]()
        self._town, self._sender = town, f"o-simulated-{matter.fate.number:06d}"
        self._numbers: Iterator[int] = count(matter.fate.number * 100 + 1)

    def says(self, kind: str, **fields: str) -> None:
        number, now = f"{next(self._numbers):012d}", self._town.now
        called, body = self.platform.calls(kind, sender=self._sender, number=number, now=now, **fields)
        answered(called, body, link=self._link, now=now)

    def _link(self, code: str) -> str:
        self.codes.append(code)
        return f"/t/{code}/"

    def shows(self, picture: bytes) -> None:
        self.platform.pictures["simulated-picture"] = picture
        self.says("image", PicUrl="", MediaId="simulated-picture")


def tell_by_chat(town: Town, matter: Matter) -> tuple[UUID, str]:
    """From the first message to the receipt: id and number of what became of it. Raises ChatUnanswered."""
    chat, rng = Chat(town, matter), matter.rng
    picture = draw(matter.shows, is_mended=False, rng=rng) if matter.shows else b""
    is_picture_first = picture and rng.random() < 0.5
    if is_picture_first:
        chat.shows(picture)
    chat.says("text", Content=matter.says)
    _say_where(chat, matter)
    if picture and not is_picture_first:
        chat.shows(picture)
    chat.says("text", Content=YES)  # no more pictures
    chat.says("text", Content=YES)  # it is as it was read back
    found = case_of_code(chat.codes[-1]) if chat.codes else None
    if found is None:
        raise ChatUnanswered(matter.fate.number)
    matter.is_photographed = bool(picture)
    fetch(found[0], platform=chat.platform, now=town.now)
    town.steps.spend(FETCH)
    return found


def _say_where(chat: Chat, matter: Matter) -> None:
    """By a position, as the platform sends it, or by the community's name, chosen from a list where several are called so."""
    if matter.rng.random() < SENDS_PLACE:
        lon, lat = gcj_from_wgs(point_well_in(matter.spot.place, matter.spot.grid, matter.rng))
        chat.says("location", Location_X=f"{lat:.6f}", Location_Y=f"{lon:.6f}", Scale="16", Label="")
        return
    matter.is_in_a_grid, community = False, matter.spot.community
    chat.says("text", Content=community.label.zh)
    offered = [option.code for option in TownMap().named(community.label.zh)]
    if len(offered) > 1:
        chat.says("text", Content=str(offered.index(community.code) + 1))
