"""Asks every question of pipelines/queries twice, pixrec and DuckDB, and compares the answers row by row.

DuckDB reads the same tables: those that the data folder has in Parquet, and of the others what
`pixrec query 'SELECT * FROM table' --format parquet` gives. Names, order and numbers of the columns, order of
the rows, ties and nulls must be the same; numbers with a fraction to 9 digits, as sums of many depend on their
order. Exits with 1 on a difference.

Usage: answers.py DATA [--pixrec PROGRAM] [--questions NAME,NAME]     needs the Python package duckdb
"""
import argparse
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time

import duckdb

from duckdb_answers import DUCKDB

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
QUERIES = os.path.join(ROOT, "pipelines", "queries")
TABLES = ["images", "labels", "colors", "tags", "duplicates", "favorites", "users", "recommendations", "rejected"]


def ask(pixrec, data, question, *flags):
    """What pixrec answers, or None with what it says where a table is missing."""
    ran = subprocess.run([pixrec, "query", question, "-d", data, *flags], capture_output=True, text=True)
    return (ran.stdout, None) if ran.returncode == 0 else (None, ran.stderr.strip())


def open_tables(pixrec, data, scratch):
    """A DuckDB connection over the tables, and those that the folder does not have."""
    database, missing = duckdb.connect(), {}
    for table in TABLES:
        path = os.path.join(data, table + ".parquet")
        if not os.path.exists(path):
            path = os.path.join(scratch, table + ".parquet")
            _, error = ask(pixrec, data, f"SELECT * FROM {table}", "--format", "parquet", "-o", path)
            if error:
                missing[table] = error
                continue
        target = path.replace("'", "''")
        database.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{target}')")
    return database, missing


def parameters(database):
    """Values to ask with, out of the collection itself."""
    def first(sql):
        row = database.execute(sql).fetchone()
        return row[0] if row else None
    return {
        "user": first("SELECT user_id FROM favorites GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"),
        "image": first("SELECT filename FROM favorites GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"),
        "color": first("SELECT name FROM colors GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"),
        "support": 5,
    }


def same(one, two):
    if isinstance(one, float) or isinstance(two, float):
        return one is not None and two is not None and math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-12)
    return one == two


def difference(columns, ours, theirs):
    """The first difference between two answers, in words, or None."""
    for number, (one, two) in enumerate(zip(ours, theirs), 1):
        if list(one) != columns:
            return f"columns {list(one)} instead of {columns}"
        for name, value in zip(columns, two):
            if not same(one[name], value):
                return f"row {number}, column {name}: {one[name]!r}, DuckDB has {value!r}"
    return None if len(ours) == len(theirs) else f"{len(ours)} rows, DuckDB has {len(theirs)}"


def compare(pixrec, data, database, name, values):
    """The rows, the difference and both times of one question."""
    path = os.path.join(QUERIES, name + ".sql")
    with open(path, encoding="utf-8") as file:
        body = "\n".join(line for line in file.read().splitlines() if not line.startswith("--"))
    bound = {key: value for key, value in values.items() if re.search(rf"\${key}\b", body)}
    flags = []
    for key, value in bound.items():
        flags += ["--param", f"{key}:={value}" if isinstance(value, int) else f"{key}={value}"]
    begin = time.perf_counter()
    out, error = ask(pixrec, data, path, "--format", "ndjson", *flags)
    seconds = time.perf_counter() - begin
    if error:
        return 0, error, seconds, 0.0
    ours = [json.loads(line) for line in out.splitlines()]
    begin = time.perf_counter()
    cursor = database.execute(DUCKDB[name], bound)
    columns, theirs = [column[0] for column in cursor.description], cursor.fetchall()
    return len(ours), difference(columns, ours, theirs), seconds, time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data")
    parser.add_argument("--pixrec", default=os.path.join(ROOT, "target", "release", "pixrec"))
    parser.add_argument("--questions", help="only these, by name, between commas")
    args = parser.parse_args()
    names = sorted(file[:-4] for file in os.listdir(QUERIES) if file.endswith(".sql"))
    unknown = [name for name in names if name not in DUCKDB]
    if unknown:
        sys.exit("duckdb_answers.py lacks " + ", ".join(unknown))
    if args.questions:
        names = args.questions.split(",")
    asked = different = 0
    with tempfile.TemporaryDirectory() as scratch:
        database, missing = open_tables(args.pixrec, args.data, scratch)
        for table, error in missing.items():
            print(f"no table {table}: {error}", file=sys.stderr)
        values = parameters(database)
        print(f"{'question':<30}{'rows':>9}  {'pixrec s':>9}  {'DuckDB s':>9}  answer")
        for name in names:
            lacks = [table for table in missing if re.search(rf"\b(FROM|JOIN)\s+{table}\b", DUCKDB[name])]
            if lacks:
                print(f"{name:<30}{'':>9}  {'':>9}  {'':>9}  not asked, no {lacks[0]}")
                continue
            rows, wrong, ours, theirs = compare(args.pixrec, args.data, database, name, values)
            asked += 1
            different += wrong is not None
            print(f"{name:<30}{rows:>9}  {ours:>9.3f}  {theirs:>9.3f}  {wrong or 'the same'}", flush=True)
    print(f"{asked - different} of {asked} answers the same, {len(names) - asked} not asked")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
