"""What we stand on is named, locked and free."""

import ast
import re
import sys
import tomllib
from importlib.metadata import Distribution, distributions, packages_distributions

from tests.house.the_house import ROOT, name, sources, tree

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKS = ("requirements.lock", "requirements-dev.lock")
OURS = {"doorstep", "doorstep_proof", "tests", "packs", "conftest"}
# Strong copyleft: never at run time. (psycopg's LGPL asks nothing of a program that only imports it.)
NOT_FREE_ENOUGH = re.compile(r"(?<![LM])\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)


def plain(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def direct(*groups: str) -> set[str]:
    extras = PROJECT["optional-dependencies"]
    return {plain(line) for line in (*PROJECT["dependencies"], *(line for group in groups for line in extras[group]))}


def locked(lock: str) -> dict[str, str]:
    rows = re.findall(r"^([a-zA-Z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", (ROOT / lock).read_text("utf-8"), re.M)
    return {plain(package): version for package, version in rows}


def imported(*, by_tests: bool) -> dict[str, str]:
    """Top-level package → one of our files that imports it."""
    found: dict[str, str] = {}
    for path in sources():
        is_test = path.name.startswith(("test_", "conftest")) or path.is_relative_to(ROOT / "tests")
        if is_test != by_tests:
            continue
        for node in ast.walk(tree(path)):
            match node:
                case ast.Import(names=names):
                    found.update({alias.name.split(".")[0]: name(path) for alias in names})
                case ast.ImportFrom(module=str(module), level=0):
                    found[module.split(".")[0]] = name(path)
    return {top: where for top, where in found.items() if top not in OURS | set(sys.stdlib_module_names)}


def test_what_is_imported_is_a_direct_dependency() -> None:
    providers = packages_distributions()
    for by_tests, known in ((False, direct()), (True, direct("build", "dev"))):
        unknown = {
            top: where
            for top, where in imported(by_tests=by_tests).items()
            if not {plain(provider) for provider in providers.get(top, [])} & known
        }
        assert not unknown, "name these in pyproject.toml and run make lock"


def test_the_locks_hold_what_the_project_names_with_hashes_and_no_address() -> None:
    named = {plain(line): line.split("==")[1] for line in PROJECT["dependencies"]}
    for lock in LOCKS:
        text = (ROOT / lock).read_text("utf-8")
        assert named.items() <= locked(lock).items(), "run make lock"
        assert len(re.findall(r"^\S+==", text, re.M)) <= text.count("--hash=sha256:")
        assert "://" not in text
        assert " @ " not in text
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


def licence(package: Distribution) -> str:
    about = package.metadata
    told = [about.get("License-Expression") or "", (about.get("License") or "").split("\n")[0]]
    told += [line.split("::")[-1].strip() for line in about.get_all("Classifier") or [] if line.startswith("License")]
    return "; ".join(line for line in told if line)


def test_nothing_that_runs_is_under_strong_copyleft() -> None:
    runtime = locked("requirements.lock")
    found = {
        package.name: licence(package)
        for package in distributions()
        if plain(package.name) in runtime and NOT_FREE_ENOUGH.search(licence(package))
    }
    assert not found


def test_the_list_of_licences_names_every_dependency() -> None:
    listed = set(re.findall(r"^\| ([a-z0-9-]+) \|", (ROOT / "docs" / "licences.md").read_text("utf-8"), re.M))
    here = {plain(package.name) for package in distributions()}
    assert (set(locked("requirements.lock")) & here) - listed == set(), "run make licences"
