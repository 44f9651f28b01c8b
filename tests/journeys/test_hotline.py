"""A call-taker's work by keyboard alone: from the phone number to the receipt within two minutes at a person's pace.

What is measured is a person's time, not the machine's: each press is counted as 0.28 s (a practised typist's word task, Card,
Moran and Newell 1983), each mental step, where one has to think or to listen, as 1.35 s, and the caller's own telling of the
matter as 45 s on top. For what the machine needs a second is kept for each of its answers.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, House, window
from tests.journeys.office import dress, faults, session_of

PRESS, THOUGHT, TELLING, LIMIT = 0.28, 1.35, 45.0, 120.0
ANSWERS = 3.0  # the earlier cases of the number, the places, the receipt
# Latin letters pressed for a Chinese character with a usual input method, the choice of the character in them.
PRESSES_A_CHARACTER = 3.0


class Typist:
    """Presses keys and keeps count of what a person would have needed."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses, self.thoughts = page, 0.0, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses += key.count("+") + 1
            self.page.keyboard.press(key)

    def say(self, text: str) -> None:
        self.thoughts += 1
        self.presses += sum(1 if letter.isascii() else PRESSES_A_CHARACTER for letter in text)
        if text.isascii():
            self.page.keyboard.type(text)
        else:
            self.page.keyboard.insert_text(text)

    @property
    def seconds(self) -> float:
        return self.presses * PRESS + self.thoughts * THOUGHT + TELLING


@pytest.fixture
def taker(browser: Browser, in_town: House) -> Iterator[Page]:
    with window(browser, in_town, viewport=DESKTOP) as page:
        dress(page, in_town, sessionid=session_of("call_taker"))
        page.goto("/hotline/")
        yield page


def test_a_call_goes_from_the_number_to_the_receipt_by_keyboard_within_two_minutes(taker: Page) -> None:
    from doorstep.store.cases.models import Case
    from doorstep.store.places.atlas import atlas

    hand = Typist(taker)
    expect(taker.locator("[name=phone]")).to_be_focused()
    hand.say("13811112222")
    hand.press("Alt+i")
    hand.say("C20261122-0007")
    hand.press("Alt+w")
    hand.say("小区三号楼门口的路灯坏了三天，老人晚上出门看不见路")
    hand.press("Alt+l")
    hand.say(atlas().of_level("community")[0].label.zh)
    expect(taker.get_by_role("option").first).to_be_visible()
    taker.keyboard.press("Escape")
    expect(taker.get_by_role("option").first).not_to_be_visible()
    taker.keyboard.press("ArrowDown")
    expect(taker.get_by_role("option").first).to_be_visible()
    hand.press("Enter", "Alt+c")
    hand.press("ArrowDown")
    hand.press("Alt+s")
    expect(taker.get_by_role("heading", level=1)).to_have_text("登记好了")
    number = taker.locator(".receipt dd").first.inner_text()
    total = hand.seconds + ANSWERS
    print(f"\n{hand.presses:.0f} presses, {hand.thoughts} thoughts, {total:.0f} s with {TELLING:.0f} s of telling")
    assert total <= LIMIT
    case = Case.objects.get(number=number)
    assert (case.channel, case.place_path) == ("hotline", atlas().of_level("community")[0].path)
    hand.press("Alt+n")
    expect(taker.locator("[name=phone]")).to_be_focused()


def test_an_earlier_case_is_chosen_with_one_key_and_danger_rings_at_once(taker: Page) -> None:
    from doorstep.store.cases.opening import Reporter
    from tests.living import word

    before = word("楼下的护栏断了", reporter=Reporter(phone="13844445555"))
    taker.keyboard.type("13844445555")
    expect(taker.get_by_text(before.number)).to_be_visible()
    taker.keyboard.press("Alt+1")
    expect(taker.locator("[name=what]")).to_be_focused()
    taker.keyboard.insert_text("护栏还没修，有人掉进河里了，落水了")
    expect(taker.locator("[data-alarm]")).to_contain_text("请转 110/119/120")
    taker.keyboard.press("Alt+s")
    expect(taker.get_by_role("heading", level=1)).to_have_text("补充进去了，并催办一次")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_desk_and_the_picture_stand_up_to_axe(browser: Browser, in_town: House, size: dict[str, int]) -> None:
    found: list[str] = []
    for role, path in (("call_taker", "/hotline/"), ("leader", "/office/demand/"), ("", "/demand/")):
        with window(browser, in_town, viewport=size) as page:
            if role:
                dress(page, in_town, sessionid=session_of(role))
            page.goto(path)
            found += faults(page, path)
    assert found == []
