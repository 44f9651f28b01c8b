"""What may be published, and how it reads then: redaction as the kernel does it, and what is withheld whole. Touches nothing."""

from doorstep.kernel.redaction.hiding import Redacted, apply, find_spans, redact
from doorstep.kernel.redaction.marks import Span
from doorstep.wings.publication.withheld import Withheld, why_withheld

__all__ = ["Redacted", "Span", "Withheld", "apply", "find_spans", "redact", "why_withheld"]
