"""A named count: what it counts, in words and in SQL, and where the public finds what was counted. Pure."""

from dataclasses import dataclass

from doorstep.kernel.words import Words


@dataclass(frozen=True, kw_only=True)
class Count:
    """A named count. `condition` is SQL on `c`, the row of a case: of residents' matters, or of the cases of the `mechanism`
    named. A count that is not of cases, such as of grids, has its own `sql`, one statement that gives one number or none. `page`: the
    public page that lists what was counted, as the name of its address and a query, where there is one. `per_mille_of`: the number is
    a share of that other count, in whole parts of a thousand, and is never shown without it. `is_open`: of the cases of a mechanism
    everybody may read kind, place, state and days, as of residents' matters."""

    name: str
    label: Words
    definition: Words
    condition: str = ""
    mechanism: str = ""
    sql: str = ""
    page: str = ""
    per_mille_of: str = ""
    is_open: bool = False

    @property
    def has_records(self) -> bool:
        """Whether the public may read the cases behind it: of most work among offices only the number is shown."""
        return self.is_open or not (self.mechanism or self.sql)
