#!/usr/bin/env python3
"""Labelling a folder of photographs: pixrec beside the notebook stack, the Spark stack and the
pure decoding of the same files, in turn, in one run.

    cargo build --release
    OMP_NUM_THREADS=1 python3 benches/label/throughput.py PHOTOS --peers PEERS [--pyspark]

PEERS is the folder of the peers' programs (sklearn_pipeline.py, pyspark_pipeline.py,
decode_limit.py: Pillow and scikit-learn as notebooks use them); --python runs them. Each reads,
decodes and labels every file and writes metadata and labels; their imports and Spark's start are
left out of the seconds here (and told apart). pixrec is measured from its start to its end: acquire
(hash, header, EXIF, licence, a link to each file) and label (palette, names, tags, near-duplicates).
Processor seconds are those of all threads and child processes.
"""
import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def children_cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(command):
    cpu, begin = children_cpu(), time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return time.perf_counter() - begin, children_cpu() - cpu, done.stdout


def pixrec(args, work):
    data = work / "pixrec"
    shutil.rmtree(data, ignore_errors=True)
    common = ["-q", "-d", str(data), "-j", str(args.jobs)]
    acquire = timed([args.pixrec, "acquire", *common, "--source", "folder", "--path", args.images, "--store", "symlink"])
    label = timed([args.pixrec, "label", *common])
    images = len(json.loads((data / "images_labels.json").read_text()))
    return {"pixrec, acquire and label": (acquire[0] + label[0], acquire[1] + label[1], images),
            "pixrec, label alone": (label[0], label[1], images)}


def python_peer(args, name, script, *options):
    out = tempfile.mkdtemp()
    wall, cpu, text = timed([args.python, str(Path(args.peers) / script), args.images, "--out", out, "--label-only", *options])
    shutil.rmtree(out, ignore_errors=True)
    told = json.loads(text.strip().splitlines()[-1])
    seconds = told["seconds"]
    label = sum(seconds.get(stage, 0) for stage in ("label", "labels", "write_labels"))
    # Spark's processes are no children that could be counted here; the peer counts them itself.
    cpu = max(cpu, told["cpu_s"])
    steps = [seconds[key] for key in seconds if key.startswith("label_") and key.endswith("_cpu")]
    return {name: (label, sum(steps) or float("nan"), told["images"]), f"{name}, with start": (wall, cpu, told["images"])}


def decode_limit(args):
    _, _, text = timed([args.python, str(Path(args.peers) / "decode_limit.py"), args.images, "--repeat", "1"])
    told = json.loads(text.strip().splitlines()[-1])
    return {f"Pillow, decode {mode}": (told[mode]["wall_s"], told[mode]["cpu_s"], told["images"]) for mode in ("draft", "full")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images")
    parser.add_argument("--peers", required=True)
    parser.add_argument("--python", default="python3")
    parser.add_argument("--pixrec", default=str(ROOT / "target/release/pixrec"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--pyspark", action="store_true", help="the Spark stack as well; it needs Java")
    args = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    work = Path(tempfile.mkdtemp(prefix="pixrec-label-"))
    runs = {}
    try:
        for _ in range(args.repeat):
            turn = decode_limit(args)
            turn |= pixrec(args, work)
            turn |= python_peer(args, "scikit-learn, 150 px", "sklearn_pipeline.py")
            turn |= python_peer(args, "scikit-learn, thumb150", "sklearn_pipeline.py", "--pixels", "thumb150")
            if args.pyspark:
                turn |= python_peer(args, "PySpark, 150 px", "pyspark_pipeline.py")
            for name, result in turn.items():
                runs.setdefault(name, []).append(result)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"medians of {args.repeat}; load at the end {os.getloadavg()[0]:.1f}")
    middle = {name: [statistics.median(column) for column in zip(*results)] for name, results in runs.items()}
    ours = middle["pixrec, acquire and label"]
    print(f"{'program':<36} {'wall s':>8} {'cpu s':>8} {'images':>7} {'per s':>8} {'per cpu s':>10} {'pixrec x, wall':>15} {'cpu':>6}")
    for name, (wall, cpu, images) in middle.items():
        times = (wall / images) / (ours[0] / ours[2]), (cpu / images) / (ours[1] / ours[2])
        print(f"{name:<36} {wall:8.2f} {cpu:8.2f} {images:7.0f} {images / wall:8.1f} {images / cpu:10.1f} {times[0]:15.2f} {times[1]:6.2f}")


if __name__ == "__main__":
    main()
