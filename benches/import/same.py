#!/usr/bin/env python3
"""Whether two data folders hold the same five tables: the same columns and the same rows in the
same order. Needs the package `duckdb`.

    python3 same.py FOLDER OTHER_FOLDER
"""

import sys

import duckdb

TABLES = ("images", "labels", "colors", "tags", "favorites")


def contents(folder, table):
    """The columns, the number of rows, and a sum of the hashes of all rows and their places."""
    file = f"{folder}/{table}.parquet"
    columns = duckdb.execute(f"DESCRIBE SELECT * FROM '{file}'").fetchall()
    rows = duckdb.execute(
        f"SELECT count(*), sum(hash(row)) FROM (FROM read_parquet('{file}', file_row_number=true)) row"
    ).fetchone()
    return columns, rows


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    differ = False
    for table in TABLES:
        one, other = (contents(folder, table) for folder in sys.argv[1:])
        differ |= one != other
        print(f"{table}: {one[1][0]} and {other[1][0]} rows, {'the same' if one == other else 'NOT the same'}")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
