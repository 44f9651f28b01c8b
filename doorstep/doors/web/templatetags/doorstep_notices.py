"""How many notices the reader has not seen, for the bar of every staff page. One statement, and only where it is shown."""

from django import template

from doorstep.doors.web.actors import actor_of
from doorstep.store.people.keys import keys_held
from doorstep.wings.outbox.queries import unread_count

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context: template.Context) -> str:
    """A number, "99+" for more; "" for none, and on pages without a request."""
    request = context.get("request")
    actor = actor_of(request) if request else None
    if actor is None or actor.id is None or not actor.posts:
        return ""
    count = unread_count(keys_held(actor), actor.id)
    return "99+" if count >= 100 else str(count or "")
