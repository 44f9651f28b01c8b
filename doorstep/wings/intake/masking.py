"""The digest of a word that lists and search may show 摘要, as the rest of this wing calls it; made in the store."""

from doorstep.store.cases.digests import masked, straight, title_of

__all__ = ["masked", "straight", "title_of"]
