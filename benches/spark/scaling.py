#!/usr/bin/env python3
"""How fast images are labelled by Spark with one worker and with two, of one core each, beside the program alone.

    scaling.py DATA --pixrec target/release/pixrec --spark-home DIR [--runs 3]

DATA is a data folder with images and their table (`pixrec acquire`). The cluster is a real one on loopback
(tests/services/spark/serve). Prints wall seconds of each run, of which all but `label --stream` hold the start of Spark,
and what is left of it: the seconds of the second of two jobs that differ only in how often each image is labelled.
"""

import argparse
import contextlib
import json
import os
import pathlib
import socket
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = """SELECT TRANSFORM(to_json(struct(path))) USING '${pixrec} label --stream' AS (line STRING)
FROM (SELECT /*+ REPARTITION(%d) */ concat('${data}/images/', filename) AS path FROM images CROSS JOIN range(%d));
"""


@contextlib.contextmanager
def cluster(home, workers):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        serve = [ROOT / "tests/services/spark/serve", folder, str(port), home, str(workers)]
        process = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            for line in process.stdout:
                if "the cluster is ready" in line:
                    break
            yield f"spark://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def timed(command, **options):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.PIPE, **options)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--pixrec", type=pathlib.Path, default=ROOT / "target/release/pixrec")
    parser.add_argument("--spark-home", default=os.environ.get("SPARK_HOME"), required="SPARK_HOME" not in os.environ)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--times", type=int, default=1, help="how often each image is labelled")
    parser.add_argument("--parts", type=int, default=40)
    options = parser.parse_args()
    pixrec, data = options.pixrec.resolve(), options.data.resolve()
    names = [row["filename"] for row in json.loads((data / "images_metadata.json").read_text())]
    paths = "".join(f"{data}/images/{name}\n" for name in names)
    images = len(names) * options.times
    print(f"{images} labels of {len(names)} images, {options.parts} parts, median of {options.runs}", flush=True)
    for jobs in (1, 2):
        alone = [timed([pixrec, "label", "--stream", "-j", str(jobs)], input=(paths * options.times).encode())
                 for _ in range(options.runs)]
        print(f"alone, {jobs} threads: {statistics.median(alone):.1f} s, {images / statistics.median(alone):.0f} images/s", flush=True)
    environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": options.spark_home}
    work = {}
    for workers in (1, 2):
        with cluster(options.spark_home, workers) as master, tempfile.TemporaryDirectory() as folder:
            times = {}
            for often in (0, options.times):
                script = pathlib.Path(folder, f"often-{often}.sql")
                script.write_text(SCRIPT % (options.parts, often))
                command = [pixrec, "spark", script, "-q", "--master", master, "-d", data]
                times[often] = statistics.median(timed(command, env=environment) for _ in range(options.runs))
            work[workers] = times[options.times] - times[0]
            print(f"Spark, {workers} workers: {times[options.times]:.1f} s, of which {times[0]:.1f} s for the same job over"
                  f" nothing; the work itself {work[workers]:.1f} s, {images / work[workers]:.0f} images/s", flush=True)
    print(f"two workers are {work[1] / work[2]:.2f} times as fast as one")


if __name__ == "__main__":
    main()
