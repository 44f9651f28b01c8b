"""What the public reads against the digest that was proven when it was published: `doorstep verify` asks here as well. Reads only."""

from collections.abc import Iterator

from doorstep.store.cases import sheets
from doorstep.store.notary.comparing import Discrepancy, Standing, compare
from doorstep.wings.publication.models import Item
from doorstep.wings.publication.services import print_of

BATCH = 2000
GONE = """
SELECT d.source FROM notary_deed d WHERE d.kind = 'publication'
  AND NOT EXISTS (SELECT 1 FROM publication_item i WHERE i.id::text = d.source) ORDER BY d.id LIMIT 100
"""


def verify_published() -> Iterator[Discrepancy]:
    """Texts that were reworded since, and items that are gone. What was taken down, the public reads no more."""
    shown = Item.objects.filter(published_at__isnull=False, withdrawn_at=None).order_by("id")
    yield from compare(
        "publication",
        (
            Standing(source=str(item.pk), said=f"公示的 {item.number}", digest=print_of(item))
            for item in shown.iterator(chunk_size=BATCH)
        ),
    )
    for (source,) in sheets.run(GONE, []):
        yield Discrepancy(where=f"公示的第 {source} 条", what="公示过、存过证，现在没有了")
