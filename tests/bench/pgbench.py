"""The reference: PostgreSQL's own pgbench writing the same rows into the same tables, one transaction a case."""

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.json import Jsonb

from tests.bench.ground import SCHEMA

TABLES = ("cases_case", "cases_event", "cases_sealedtext", "cases_clock", "cases_receipt", "cases_casewords")
ID = "md5((:n)::text)::uuid"
# What must differ from row to row; everything else is copied from a case that the product wrote.
FRESH = {
    "cases_case": {"id": ID, "number": "'p' || nextval('cases_number')"},
    "cases_event": {"case_id": ID, "key": "NULL"},
    "cases_sealedtext": {"case_id": ID},
    "cases_clock": {"case_id": ID},
    "cases_receipt": {"case_id": ID, "id": "gen_random_uuid()", "code_hash": "uuid_send(gen_random_uuid())"},
    "cases_casewords": {"case_id": ID},
}
GENERATED = {("cases_event", "position"), ("cases_sealedtext", "id"), ("cases_clock", "id")}
TPS = re.compile(r"tps = ([\d.]+)")


def script(url: str, case_id: object) -> str:
    """INSERTs with literal values, taken from the rows of one case, and its job."""
    lines = ["\\set n random(1, 9000000000000000000)", "BEGIN;"]
    with psycopg.connect(url, options=f"-c search_path={SCHEMA},doorstep_shared") as connection:
        for table in TABLES:
            column = "id" if table == "cases_case" else "case_id"
            cursor = connection.execute(
                sql.SQL("SELECT * FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column)),
                [case_id],
            )
            names = [item.name for item in cursor.description or ()]
            for row in cursor.fetchall():
                lines.append(_insert(connection, table, names, row))
    job = f"jsonb_build_object('town', '{SCHEMA}', 'case_id', {ID}, 'seq', 1, 'event', 'case.opened')"
    lines.append(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, args)"
        f" VALUES ('reference', 'doorstep.react', 0, '{SCHEMA}:' || ({ID})::text, {job});"
    )
    return "\n".join([*lines, "COMMIT;"])


def _insert(
    connection: "psycopg.Connection[tuple[object, ...]]", table: str, names: list[str], row: tuple[object, ...]
) -> str:
    columns, values = [], []
    for name, value in zip(names, row, strict=True):
        if (table, name) in GENERATED:
            continue
        columns.append(name)
        fresh = FRESH[table].get(name)
        is_json = isinstance(value, (dict, list)) and name != "pairs"
        values.append(fresh if fresh else sql.Literal(Jsonb(value) if is_json else value).as_string(connection))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(values)});"


def rate(url: str, text: str, *, clients: int = 16, seconds: int = 10) -> float:
    """Transactions a second."""
    from doorstep.adapters.postgres.binaries import find_binaries

    parts = conninfo_to_dict(url)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "open.sql"
        path.write_text(text)
        program = find_binaries() / "pgbench"
        line = [
            str(program),
            "-n",
            "-f",
            str(path),
            "-c",
            str(clients),
            "-j",
            "2",
            "-T",
            str(seconds),
            "-M",
            "prepared",
        ]
        line += ["-h", str(parts["host"]), "-p", str(parts["port"]), "-U", str(parts["user"]), str(parts["dbname"])]
        known = {"PGPASSWORD": str(parts.get("password", "")), "PGOPTIONS": f"-c search_path={SCHEMA},doorstep_shared"}
        done = subprocess.run(line, capture_output=True, text=True, env=known, check=False)
    found = TPS.search(done.stdout)
    if not found:
        raise RuntimeError(done.stdout + done.stderr)
    return float(found[1])
