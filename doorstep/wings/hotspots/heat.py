"""How hot a trouble is, and what it is about: people, days, place, its own most typical sentences, the words it shares. Pure.

Heat is the number of different people. Likes stand apart, with how many of them one message drew; they rank nothing,
since whoever has a hundred accounts has a hundred likes. Who signed no name counts as one person each.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from doorstep.wings.hotspots.clustering import Gathered, gather
from doorstep.wings.hotspots.grams import Text

SENTENCE = re.compile(r"[^。！？!?；;\n]+")
FEWEST_LETTERS, MOST_LETTERS = 10, 80
SENTENCES, WORDS = 2, 6
BARS = 16
FEWEST_PEOPLE = 2  # what one person says, however often, is no hot issue
HELD = 0.3  # a word that less than this share of the messages hold does not hold them together
COMMON, FEW = 0.08, 30  # what more than this share of all messages hold says nothing of these, unless they are few
PLACED = 0.5
ALIKE = 0.5
TELLING = 0.5  # a sentence that says less than this share of what the first says is no summary: a greeting, a phone


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What somebody said. `key` is unique and, with `at`, alone decides the order; `person` is "" for nobody known."""

    key: str
    text: Text
    person: str
    at: datetime
    likes: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    """One trouble. `members` are messages, oldest first; `bars` how many came in each stretch of its span.

    `most_liked`: how many of the `likes` a single message drew."""

    members: tuple[Message, ...]
    people: int
    likes: int
    most_liked: int
    first_at: datetime
    last_at: datetime
    place: str
    words: tuple[str, ...]
    sentences: tuple[str, ...]
    bars: tuple[int, ...]

    @property
    def days(self) -> int:
        """From the first to the last, both counted."""
        return (self.last_at - self.first_at).days + 1


@dataclass(frozen=True, kw_only=True)
class Found:
    """Messages in order of age, their groups, and the words each holds."""

    messages: tuple[Message, ...]
    gathered: Gathered
    words: tuple[frozenset[str], ...]
    common: Counter[str]

    def issue(self, turns: Sequence[int]) -> Issue:
        """What these messages, by their turn, are about together."""
        members = tuple(self.messages[turn] for turn in turns)
        likes = [message.likes for message in members]
        names = Counter(name for turn in turns for name in self.gathered.spots[turn])
        place = _place(names, len(members))
        return Issue(
            members=members,
            people=people(message.person for message in members),
            likes=sum(likes),
            most_liked=max(likes),
            first_at=members[0].at,
            last_at=members[-1].at,
            place=place,
            words=self._words(turns, place),
            sentences=self._sentences(turns),
            bars=bars([message.at for message in members]),
        )

    def _words(self, turns: Sequence[int], place: str) -> tuple[str, ...]:
        """What many of these say and few others, the most telling first."""
        held = Counter(word for turn in turns for word in self.words[turn])
        least = max(2.0, HELD * len(turns))
        telling = {
            word: count * math.log(len(self.messages) / self.common[word])
            for word, count in held.items()
            if count >= least and word not in place and self.common[word] < max(FEW, COMMON * len(self.messages))
        }
        return tuple(sorted(telling, key=lambda word: (-telling[word], word))[:WORDS])

    def _sentences(self, turns: Sequence[int]) -> tuple[str, ...]:
        """The sentences that hold most of what all say and others do not, none like another; a long one has no advantage."""
        held = Counter(word for turn in turns for word in self.words[turn])
        telling = {word: count * math.log(1 + len(self.messages) / self.common[word]) for word, count in held.items()}
        said = dict.fromkeys(part for turn in turns for part in sentences_of(self.messages[turn].text))
        words = {part: words_of(Text(title="", body=part)) for part in said}
        merits = {
            part: sum(sorted(telling.get(word, 0) for word in words[part])) / math.sqrt(len(part)) for part in said
        }
        chosen: list[str] = []
        for part in sorted(said, key=lambda each: (-round(merits[each], 6), each)):
            if chosen and merits[part] < TELLING * merits[chosen[0]]:
                break
            if all(len(words[part] & words[one]) < ALIKE * len(words[part] | words[one]) for one in chosen):
                chosen.append(part)
            if len(chosen) == SENTENCES:
                break
        return tuple(chosen)


def people(signed: Iterable[str]) -> int:
    """Different people behind messages, by who signed each; one that nobody signed ("") is somebody's."""
    counts = Counter(signed)
    unsigned = counts.pop("", 0)
    return len(counts) + unsigned


def find(messages: Sequence[Message]) -> Found:
    """Gather messages, in whatever order they come."""
    ordered = tuple(sorted(messages, key=lambda message: (message.at, message.key)))
    words = tuple(words_of(message.text) for message in ordered)
    common = Counter(word for each in words for word in each)
    return Found(messages=ordered, gathered=gather([each.text for each in ordered]), words=words, common=common)


def groups(found: Found) -> list[list[int]]:
    """Messages of one trouble, by their turn, where more than one person stands behind it. Hottest first: by people, then by
    messages, then the older; likes have no say."""
    by_label: dict[int, list[int]] = {}
    for turn, label in enumerate(found.gathered.labels):
        by_label.setdefault(label, []).append(turn)
    counted = [(people(found.messages[turn].person for turn in turns), turns) for turns in by_label.values()]
    hot = [(count, turns) for count, turns in counted if count >= FEWEST_PEOPLE]
    return [turns for _count, turns in sorted(hot, key=lambda each: (-each[0], -len(each[1]), each[1][0]))]


def issues(found: Found) -> list[Issue]:
    """What each group is about, hottest first."""
    return [found.issue(turns) for turns in groups(found)]


def words_of(text: Text) -> frozenset[str]:
    """Its words of two letters or more."""
    import rjieba  # its words take 30 MB: only where words are cut

    words = rjieba.cut(f"{text.title}\n{text.body}", hmm=False)
    return frozenset(word.casefold() for word in words if len(word) > 1 and word.isalnum() and not word.isascii())


def sentences_of(text: Text) -> list[str]:
    """Its sentences that are neither a scrap nor a speech."""
    found = (" ".join(part.group().split()) for part in SENTENCE.finditer(f"{text.title}\n{text.body}"))
    return [sentence for sentence in found if FEWEST_LETTERS <= len(sentence) <= MOST_LETTERS]


def bars(times: Sequence[datetime], most: int = BARS) -> tuple[int, ...]:
    """How many in each of equal stretches from the first to the last; a stretch is a day at least."""
    first = times[0].replace(hour=0, minute=0, second=0, microsecond=0)
    days = max((at - first).days for at in times) + 1
    width = timedelta(days=math.ceil(days / most))
    counts = Counter((at - first) // width for at in times)
    return tuple(counts[turn] for turn in range(math.ceil(timedelta(days=days) / width)))


def _place(names: Counter[str], count: int) -> str:
    """The name that most of the messages hold; of those that as many hold the longest."""
    likely = [(number, len(name), name) for name, number in names.items() if number >= PLACED * count]
    return max(likely)[2] if likely else ""
