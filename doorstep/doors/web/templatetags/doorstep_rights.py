"""The text that somebody agrees to by what they are about to send, in the version in force. No statement."""

from django import template
from django.utils import timezone

from doorstep.wings.rights.register import NoRegister, consent_now
from doorstep.wings.rights.rules import Consent

register = template.Library()


@register.simple_tag
def consent_to(code: str) -> Consent | None:
    """None where the pack has no such text."""
    try:
        return consent_now(code, now=timezone.now())
    except NoRegister:
        return None
