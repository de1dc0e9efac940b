#!/usr/bin/env python3
"""What `pixrec serve` bears: load.py PROGRAM DATA_FOLDER [SECONDS]

Starts the server on a free port of loopback, waits until its model has learned, and prints one JSON
object a figure: the page and the JSON of the grid alone and at 64 connections (wrk, two threads),
filters and later pages at random, thumbnails, a favourite and the list that follows from it, and the
memory before and after. Nothing is measured beside anything else. The favourites that it makes are
those of the user `load-test`, which it takes away again.
"""

import http.client
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

program, folder = sys.argv[1:3]
seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 10
begun = time.monotonic()
server = subprocess.Popen([program, "serve", "-d", folder, "--port", "0"], stdout=subprocess.PIPE, text=True)
line = server.stdout.readline()
port = int(re.search(r":(\d+)/", line).group(1))
connection = http.client.HTTPConnection("127.0.0.1", port)


def tell(figure, **values):
    print(json.dumps({"figure": figure, **values}), flush=True)


def ask(path, method="GET"):
    connection.request(method, path)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status < 300, (method, path, answer.status, body[:300])
    return body


def alone(path, times=50):
    took = []
    for _ in range(times):
        start = time.perf_counter()
        body = ask(path)
        took.append(1000 * (time.perf_counter() - start))
    return {"median_ms": round(statistics.median(took), 2), "worst_ms": round(max(took), 2), "bytes": len(body)}


def memory():
    status = open(f"/proc/{server.pid}/status").read()
    return {name: int(re.search(rf"{name}:\s+(\d+)", status).group(1)) // 1024 for name in ("VmHWM", "VmRSS", "RssAnon", "RssFile")}


def wrk(paths):
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        listed = ",".join(json.dumps(path) for path in paths)
        script.write(f"local paths = {{{listed}}}\nlocal at = 0\nrequest = function() at = at % #paths + 1 return wrk.format('GET', paths[at]) end\n")
        script.flush()
        said = subprocess.run(
            ["wrk", "-t2", "-c64", f"-d{seconds}s", "--latency", "-s", script.name, f"http://127.0.0.1:{port}"],
            capture_output=True, text=True, check=True,
        ).stdout
    units = {"us": 0.001, "ms": 1, "s": 1000}
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return {
        "requests_per_second": round(float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))),
        "p99_ms": round(float(number) * units[unit], 1),
        "failed": int(failed.group(1)) if failed else 0,
    }


try:
    tell("opened", seconds=round(time.monotonic() - begun, 2), said=line.strip())
    tell("memory, opened (MiB)", **memory())
    while json.loads(ask("/api/v1/training"))["state"] == "learning":
        time.sleep(0.2)
    tell("learned", training=json.loads(ask("/api/v1/training")))
    tell("memory, learned (MiB)", **memory())
    tell("first page", **alone("/"))
    tell("first page as JSON", **alone("/api/v1/images"))
    tell("the nearest to a colour", **alone("/api/v1/images?near=1e90ff"))

    first = json.loads(ask("/api/v1/images?choices=true&limit=200"))
    images = [item["id"] for item in first["items"]]
    rng = random.Random(1)
    took_edit, took_list = [], []
    for image in images[:20]:
        path = f"/api/v1/users/load-test/favorites/{urllib.parse.quote(image)}"
        start = time.perf_counter()
        ask(path, "PUT")
        edited = time.perf_counter()
        ask("/api/v1/users/load-test/recommendations?limit=12")
        done = time.perf_counter()
        took_edit.append(1000 * (edited - start))
        took_list.append(1000 * (done - edited))
    both = [a + b for a, b in zip(took_edit, took_list)]
    tell("a favourite and the list that follows", edit_ms=round(statistics.median(took_edit), 1), list_ms=round(statistics.median(took_list), 1), both_median_ms=round(statistics.median(both), 1), both_worst_ms=round(max(both), 1))
    for image in images[:20]:
        ask(f"/api/v1/users/load-test/favorites/{urllib.parse.quote(image)}", "DELETE")
    tell("memory, asked (MiB)", **memory())

    tell("grid as JSON, 64 connections", **wrk(["/api/v1/images"]))
    tags = [value["value"] for choices in first["choices"] if choices["kind"] == "tag" for value in choices["values"]]
    colors = [value["value"] for choices in first["choices"] if choices["kind"] == "color" for value in choices["values"]]
    varied = []
    for _ in range(500):
        pairs = [("order", rng.choice(["name", "likes"]))]
        pairs += [("tag", rng.choice(tags))] if rng.random() < 0.5 else []
        pairs += [("color", rng.choice(colors))] if rng.random() < 0.5 else []
        varied.append("/api/v1/images?" + urllib.parse.urlencode(pairs))
    tell("500 different filters, 64 connections", **wrk(varied))
    tell("pages, 64 connections", **wrk(["/"]))
    tell("thumbnails, 64 connections", **wrk([item["thumbnail"] for item in first["items"]]))
    before = memory()
    for _ in range(3):
        wrk(varied)
    tell("memory, before and after three more bursts (MiB)", before=before, after=memory())
finally:
    server.terminate()
    tell("ended", code=server.wait())
