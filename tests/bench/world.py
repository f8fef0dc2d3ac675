"""The database of the benchmark: the `house` world, made once and kept."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROOT = Path(__file__).resolve().parents[2]
SUFFIX = "_bench"


def prepare(*, rebuild: bool) -> None:
    """Point DATABASE_URL at the bench database, made and filled when it is not there or half done."""
    base = os.environ["DATABASE_URL"]
    name = conninfo_to_dict(base)["dbname"].removesuffix(SUFFIX) + SUFFIX
    os.environ["DATABASE_URL"] = base.rpartition("/")[0] + f"/{name}"
    if not rebuild and is_filled(os.environ["DATABASE_URL"]):
        migrate()
        return
    with psycopg.connect(make_conninfo(base, dbname="postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    migrate()
    manage("demo", "--size", "house")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as link:
        link.execute("VACUUM ANALYZE")


def is_filled(url: str) -> bool:
    """Invoices come last in a demo world."""
    try:
        with psycopg.connect(url) as link:
            row = link.execute("SELECT EXISTS (SELECT 1 FROM contracts_invoice)").fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def migrate() -> None:
    manage("migrate", "--verbosity", "0")


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, str(ROOT / "manage.py"), *arguments], cwd=ROOT, check=True)
