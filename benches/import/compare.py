#!/usr/bin/env python3
"""Measures how long pixrec and DuckDB take to make Parquet of the same files, in turn.

    python3 compare.py PIXREC FOLDER [--runs 3] [--threads N] [--python PYTHON]

PIXREC is the program, FOLDER holds files such as generate.py makes, PYTHON is one that has the
package `duckdb` (the one that runs this, if it has). DuckDB copies each of the four kinds of file
as it stands, all columns, into a Parquet file; pixrec makes its five tables. The files are read
once before, so that no run pays for the disk. Prints wall seconds, processor seconds and the
largest memory of each run, and of the medians the ratio pixrec to DuckDB.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

DUCKDB = """
import sys, duckdb
source, target, threads = sys.argv[1:4]
connection = duckdb.connect()
connection.execute(f"SET threads={threads}")
for kind in ("photos", "keywords", "colors", "collections"):
    connection.execute(
        f"COPY (SELECT * FROM read_csv('{source}/{kind}.tsv*', delim='\\t', header=true)) "
        f"TO '{target}/{kind}.parquet' (FORMAT parquet)"
    )
"""


def run(command):
    """Wall seconds, processor seconds and the largest memory in MiB of a command that works."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pixrec")
    parser.add_argument("folder")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--python", default=sys.executable)
    options = parser.parse_args()
    for name in os.listdir(options.folder):
        with open(os.path.join(options.folder, name), "rb") as file:
            while file.read(1 << 24):
                pass
    measured = {"duckdb": [], "pixrec": []}
    print(f"{'run':>3}  {'program':8}{'wall s':>8}{'cpu s':>8}{'MiB':>8}")
    for number in range(options.runs):
        with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(options.folder))) as target:
            commands = {
                "duckdb": [options.python, "-c", DUCKDB, options.folder, target, str(options.threads)],
                "pixrec": [options.pixrec, "acquire", "--source", "unsplash-dataset", "--path", options.folder,
                           "-d", os.path.join(target, "data"), "--jobs", str(options.threads), "--quiet"],
            }
            for program, command in commands.items():
                wall, cpu, memory = run(command)
                measured[program].append((wall, cpu))
                print(f"{number + 1:>3}  {program:8}{wall:>8.2f}{cpu:>8.2f}{memory:>8.0f}", flush=True)
    medians = {program: [statistics.median(values) for values in zip(*runs)] for program, runs in measured.items()}
    wall, cpu = (pixrec / duckdb for pixrec, duckdb in zip(medians["pixrec"], medians["duckdb"]))
    print(f"pixrec / duckdb, medians: wall {wall:.2f}, processor {cpu:.2f}")


if __name__ == "__main__":
    main()
