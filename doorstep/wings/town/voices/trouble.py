"""What a trouble of the demo town is made of: the words for it, and how such a thing usually ends. Data only."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """`says` are several ways to say the very same thing. Holes in braces are filled from a scene.

    `weight` is how often it comes up, `on_spot` how easily it is settled on the spot (0 to 1), `days` the working days a
    unit usually takes, `cost` the most it costs in yuan, `picture` what a photo of it shows, "" when nobody takes one.
    """

    category: str
    says: tuple[str, ...]
    spot: str
    done: str
    measures: str
    result: str
    request: str = "help"
    urgency: str = "ordinary"
    weight: int = 4
    on_spot: float = 0.2
    days: tuple[float, float] = (1.0, 4.0)
    cost: int = 0
    picture: str = ""
