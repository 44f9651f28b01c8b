"""What rows of the jurisdiction being served may name, gathered from the store for the pure reading of rows."""

from datetime import datetime

from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.store.sealing import keyed_hash
from doorstep.wings.transfer.fields import SYSTEMS
from doorstep.wings.transfer.meanings import REQUEST_TYPES
from doorstep.wings.transfer.rules import Ground
from doorstep.wings.transfer.whereabouts import Known, Whereabouts


def ground_for(system: str, *, now: datetime) -> Ground:
    """For orders of this system."""
    categories = towns.pack().categories
    labels = {one.label.zh: one.code for one in reversed(list(categories.by_code.values()))}
    types = {one.label.zh: code for code, one in categories.request_types.items()}
    usual = SYSTEMS[system].request_type
    said = categories.request_types[usual].label
    return Ground(
        places=whereabouts(),
        place_at=_place_at,
        categories={**labels, **{code: code for code in categories.by_code}},
        request_types={
            **{name: code for name, code in REQUEST_TYPES.items() if code in categories.request_types},
            **types,
            **{code: code for code in categories.request_types},
        },
        usual=usual,
        usual_label={"zh": said.zh, "en": said.en},
        now=now,
        key=keyed_hash("marks", "transfer"),
    )


def whereabouts() -> Whereabouts:
    """All communities in use."""
    places = atlas()
    return Whereabouts(
        Known(
            code=spot.code,
            path=spot.path,
            name=spot.label.zh,
            street=above.label.zh if (above := places.get(spot.parent)) else "",
        )
        for spot in places.of_level("community")
    )


def _place_at(lon: float, lat: float) -> str:
    found = atlas().place_at(lon, lat)
    return found.path if found else ""
