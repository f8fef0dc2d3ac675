"""The databases of the benchmark, made once and kept: `house`, a network of 100,000 partners on top of it, and ten years of rooms."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROOT = Path(__file__).resolve().parents[2]
WORLDS = ("house", "network", "decade")
SUFFIXES = {"house": "_bench", "network": "_bench_network", "decade": "_bench_decade"}
# What is written last in each world.
LAST = {
    "house": "contracts_invoice",
    "network": "network_partner WHERE id >= 1000000",
    "decade": "contracts_invoice",
}


def prepare(world: str, *, rebuild: bool) -> str:
    """The address of the database of a world, which is made and filled when it is not there or half done."""
    base = os.environ["DATABASE_URL"]
    url = address(base, world)
    if rebuild or not is_filled(url, world):
        make(base, world)
    migrate(url)
    return url


def address(base: str, world: str) -> str:
    return base.rpartition("/")[0] + f"/{database(base, world)}"


def database(base: str, world: str) -> str:
    return str(conninfo_to_dict(base)["dbname"]) + SUFFIXES[world]


def make(base: str, world: str) -> None:
    """Anew; the network world begins as a copy of the house."""
    name, url = database(base, world), address(base, world)
    template = database(base, "house") if world == "network" else "template1"
    if world == "network":
        prepare("house", rebuild=False)
    with psycopg.connect(make_conninfo(base, dbname="postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, template))))
    migrate(url)
    if world == "network":
        run(url, "-c", "import django; django.setup(); from tests.bench.network import build; build()")
    else:
        run(url, "manage.py", "demo", "--size", world)
    with psycopg.connect(url, autocommit=True) as link:
        link.execute("VACUUM ANALYZE")


def is_filled(url: str, world: str) -> bool:
    try:
        with psycopg.connect(url) as link:
            row = link.execute(f"SELECT EXISTS (SELECT 1 FROM {LAST[world]})".encode()).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def migrate(url: str) -> None:
    run(url, "manage.py", "migrate", "--verbosity", "0")


def run(url: str, *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, check=True)
