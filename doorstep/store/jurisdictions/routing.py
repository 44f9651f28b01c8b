"""Which tables live in the shared schema and which in every jurisdiction's own."""

from typing import Any

from django.conf import settings

from doorstep.store.jurisdictions.current import search_path

SHARED = {"jurisdictions", "procrastinate"}


class SchemaRouter:
    """Lets a migration create a table only in the schema where it belongs."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (app_label in SHARED) == (search_path() == (settings.SHARED_SCHEMA,))
