"""What is due, month by month, in fen. Months in which it was suspended are owed and paid when it goes on; nothing is paid twice."""

from datetime import date, datetime

from doorstep.store.cases import sheets
from doorstep.wings.allowance.models import Elder, Payment
from doorstep.wings.allowance.policy import policy, today
from doorstep.wings.allowance.rules import SUSPENDED, months_between, sum_owed

# In doubt or to be certified, it goes on: only a person's decision stops it.
DUE = """
INSERT INTO allowance_payment (elder_id, month, fen, is_late, at)
SELECT e.id, %s, b.fen, false, %s FROM allowance_elder e
JOIN unnest(%s::date[], %s::date[], %s::int[]) AS b(born_after, born_until, fen)
  ON e.born_month > b.born_after AND e.born_month <= b.born_until
WHERE e.place_path LIKE %s AND e.state IN ('enjoying', 'pending', 'doubted') AND e.since_on <= %s
ON CONFLICT (elder_id, month) DO NOTHING RETURNING 1
"""


def pay_month(month: date, *, place_path: str, now: datetime) -> int:
    """Write what is due to everybody below a place for a month; how many. Twice does it once."""
    month = month.replace(day=1)
    bands = policy().bands
    after = [_years_before(month, band.until_age + 1) for band in bands]
    until = [_years_before(month, band.from_age) for band in bands]
    asked = [month, now, after, until, [band.fen for band in bands], f"{place_path}%", month]
    return len(sheets.run(DUE, asked))


def _years_before(month: date, years: int) -> date:
    return month.replace(year=month.year - years)


def owed(elder: Elder, *, now: datetime) -> tuple[list[tuple[date, int]], int, str]:
    """Months not paid since it was suspended with their fen, the sum, and the arithmetic."""
    if elder.stopped_from is None:
        return [], 0, ""
    last = elder.ended_on or today(now)
    paid = set(Payment.objects.filter(elder=elder, month__gte=elder.stopped_from).values_list("month", flat=True))
    bands = [(month, policy().band_of(elder.born_month, month)) for month in months_between(elder.stopped_from, last)]
    months = [(month, band.fen) for month, band in bands if band and month not in paid]
    total, shown = sum_owed(months)
    return months, total, shown


def pay_what_is_owed(elder: Elder, *, now: datetime) -> tuple[int, str]:
    """All of it, marked as paid late; the sum and the arithmetic. Nothing while it is suspended."""
    if elder.state == SUSPENDED:
        return 0, ""
    months, total, shown = owed(elder, now=now)
    rows = [Payment(elder=elder, month=month, fen=fen, is_late=True, at=now) for month, fen in months]
    Payment.objects.bulk_create(rows, ignore_conflicts=True)
    return total, shown
