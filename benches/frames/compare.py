"""Runs the peers' five questions and pixrec's, one after the other over the same rows, and puts them side by side.

First way: `frames_at_scale.py` of the peers for each engine, and pixrec's bench program
(`cargo bench --bench frames`), all over the folder DATA of make_frames.py: wall and processor seconds for each
question, in brackets how many times the fastest, and whether all digests are the same.
Second way, with --contract FOLDER (of contract_tables.py): `pixrec query` as a whole process, from its start to
the last line, for the questions of the library that are Q1, Q2 and Q4; its answers must give the digests of the
first way. The load of the machine is told before each run: seconds under load are not to be compared.

Usage: compare.py DATA --peers FOLDER [--python PYTHON] [--engines duckdb,polars,pandas,pyspark]
                  [--queries q1,q2,q3,q4,q5] [--repeat N] [--contract FOLDER] [--without-bench]
"""
import argparse
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# The questions of the library that ask what the peers ask: file, limit, and the columns of key and count.
LIBRARY = {"q1": ("popular_colors.sql", 0, ["color"]), "q2": ("tags_by_frequency.sql", 20, ["tag"]),
           "q4": ("tag_pairs.sql", 20, ["a", "b"])}


def load():
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


def last_json(command, **options):
    """The JSON line that a program prints at its end, or None with its last words on stderr."""
    ran = subprocess.run(command, capture_output=True, text=True, **options)
    lines = [line for line in ran.stdout.splitlines() if line.startswith("{")]
    if ran.returncode == 0 and lines:
        return json.loads(lines[-1])
    print(f"{command[0]} failed: {ran.stderr.strip()[-400:]}", file=sys.stderr)
    return None


def peer(args, engine):
    program = os.path.join(args.peers, "frames_at_scale.py")
    return last_json([args.python, program, "--engine", engine, "--data", args.data,
                      "--queries", args.queries, "--repeat", str(args.repeat)])


def bench(args):
    return last_json(["cargo", "bench", "--quiet", "--bench", "frames", "--", os.path.abspath(args.data),
                      "--queries", args.queries, "--repeat", str(args.repeat)], cwd=ROOT)


def digest(rows):
    """As the peers digest keys and counts."""
    return hashlib.sha256("\n".join(f"{key}\t{count}" for key, count in rows).encode()).hexdigest()[:12]


def child_cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def whole_process(args):
    """`pixrec query` for the questions of the library, in the peers' form."""
    told = {"peer": "pixrec query", "median_s": {}, "median_cpu_s": {}, "digests": {}}
    for name in (name for name in args.queries.split(",") if name in LIBRARY):
        file, limit, keys = LIBRARY[name]
        command = [args.pixrec, "query", os.path.join(ROOT, "pipelines", "queries", file), "-d", args.contract,
                   "--format", "ndjson"] + (["--limit", str(limit)] if limit else [])
        walls, cpus = [], []
        for _ in range(args.repeat):
            begin, busy = time.perf_counter(), child_cpu()
            ran = subprocess.run(command, capture_output=True, text=True)
            walls.append(time.perf_counter() - begin)
            cpus.append(child_cpu() - busy)
            if ran.returncode != 0:
                print(f"{' '.join(command)}: {ran.stderr.strip()[-400:]}", file=sys.stderr)
                return None
        rows = [json.loads(line) for line in ran.stdout.splitlines()]
        told["digests"][name] = digest(("|".join(row[key] for key in keys), row["count"]) for row in rows)
        told["median_s"][name] = statistics.median(walls)
        told["median_cpu_s"][name] = statistics.median(cpus)
    return told


def table(runs, field, title, queries):
    """Prints seconds by program and question; in brackets, how many times the fastest."""
    print(f"\n{title:<22}" + "".join(f"{query:>18}" for query in queries))
    for label, run in runs.items():
        cells = []
        for query in queries:
            value = run[field].get(query)
            best = min(other[field][query] for other in runs.values() if query in other[field])
            cells.append("" if value is None else f"{value:.3f} ({value / max(best, 1e-9):.2f}x)")
        print(f"{label:<22}" + "".join(f"{cell:>18}" for cell in cells))


def beside_spark(runs, field, title, queries):
    """Prints how many times faster than PySpark each program is."""
    spark = runs.get("pyspark")
    if spark is None:
        return
    print(f"\n{title:<22}" + "".join(f"{query:>18}" for query in queries))
    for label, run in runs.items():
        ratios = [spark[field][query] / max(run[field][query], 1e-9) if query in run[field] else None
                  for query in queries]
        print(f"{label:<22}" + "".join(f"{'' if r is None else f'{r:.1f}':>18}" for r in ratios))


def digests_agree(runs, queries):
    """Prints each question's digests; False where two differ."""
    agree = True
    print()
    for query in queries:
        seen = {}
        for label, run in runs.items():
            if query in run["digests"]:
                seen.setdefault(run["digests"][query], []).append(label)
        told = "; ".join(f"{value}: {', '.join(labels)}" for value, labels in seen.items())
        print(f"{query} answers {'the same' if len(seen) == 1 else 'DIFFERENT'}   {told}")
        agree &= len(seen) <= 1
    return agree


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", help="folder of make_frames.py")
    parser.add_argument("--peers", help="folder of frames_at_scale.py; without it, only pixrec runs")
    parser.add_argument("--python", default=sys.executable, help="a Python with the peers' packages")
    parser.add_argument("--engines", default="duckdb,polars,pandas,pyspark")
    parser.add_argument("--queries", default="q1,q2,q3,q4,q5")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--contract", help="folder of contract_tables.py, for `pixrec query`")
    parser.add_argument("--pixrec", default=os.path.join(ROOT, "target", "release", "pixrec"))
    parser.add_argument("--without-bench", action="store_true", help="leave out pixrec's bench program")
    args = parser.parse_args()

    works = [(engine, lambda engine=engine: peer(args, engine))
             for engine in (args.engines.split(",") if args.peers else [])]
    if not args.without_bench:
        works.append(("pixrec", lambda: bench(args)))
    if args.contract:
        works.append(("pixrec query", lambda: whole_process(args)))
    runs = {}
    failed = False
    for label, work in works:
        print(f"{label}: load {load()}", file=sys.stderr, flush=True)
        told = work()
        failed |= told is None
        if told:
            runs[label] = told
            print(json.dumps(told), file=sys.stderr, flush=True)
    queries = args.queries.split(",")
    table(runs, "median_s", "wall s", queries)
    table(runs, "median_cpu_s", "processor s", queries)
    beside_spark(runs, "median_s", "PySpark wall / own", queries)
    beside_spark(runs, "median_cpu_s", "PySpark cpu / own", queries)
    sys.exit(0 if digests_agree(runs, queries) and not failed else 1)


if __name__ == "__main__":
    main()
