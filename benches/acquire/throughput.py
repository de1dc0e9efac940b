#!/usr/bin/env python3
"""How fast files arrive over loopback: pixrec beside `curl --parallel`, in turn, in one run.

nginx hands out both the files and the wiki's answers, so that neither program waits for the other
server. curl is given the list of addresses; pixrec has to ask the wiki for it in pages of fifty,
checks every SHA-1, recognizes each image and writes its metadata and a journal. Both ask for
--parallel files at a time; pixrec's politeness limits are off.

    cargo build --release
    python3 benches/acquire/throughput.py --seed-image data/images/SOME.jpg

Needs nginx and curl (Debian: nginx-light, curl).
"""
import argparse
import hashlib
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = 50

NGINX = """
worker_processes 1;
pid {work}/nginx.pid;
error_log {work}/nginx.err;
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    keepalive_requests 1000000;
    types {{ image/jpeg jpg; application/json json; }}
    client_body_temp_path {work}/t1; proxy_temp_path {work}/t2; fastcgi_temp_path {work}/t3;
    uwsgi_temp_path {work}/t4; scgi_temp_path {work}/t5;
    server {{
        listen 127.0.0.1:{port};
        root {work}/site;
        location = /w/api.php {{ default_type application/json; try_files /api/$arg_gcmcontinue.json /api/none.json; }}
    }}
}}
"""


def jpeg(base, number, size):
    """A JPEG of its own: the base picture with a comment of noise that brings it to `size` bytes."""
    noise = random.Random(number).randbytes(max(8, size - len(base) - 4)).replace(b"\xff", b"\xfe")
    parts = [noise[at:at + 65_000] for at in range(0, len(noise), 65_000)]
    comments = b"".join(b"\xff\xfe" + (len(part) + 2).to_bytes(2, "big") + part for part in parts)
    return base[:2] + comments + base[2:]


def page(number, count, base_url, files):
    pages = []
    for index, (name, size, sha1) in files:
        pages.append({
            "pageid": index + 1, "ns": 6, "title": f"File:{name}",
            "imageinfo": [{
                "size": size, "width": 640, "height": 480, "mime": "image/jpeg", "sha1": sha1,
                "url": f"{base_url}/files/{name}", "descriptionurl": f"{base_url}/wiki/File:{name}",
                "extmetadata": {
                    "LicenseShortName": {"value": "CC BY-SA 4.0"}, "License": {"value": "cc-by-sa-4.0"},
                    "LicenseUrl": {"value": "https://creativecommons.org/licenses/by-sa/4.0"},
                    "Artist": {"value": f"<a href='/wiki/User:A{index % 97}'>Author {index % 97}</a>"},
                    "ImageDescription": {"value": f"Picture <b>{index}</b> of the bench"},
                },
            }],
            "categories": [{"ns": 14, "title": f"Category:Kind {index % 31}"}, {"ns": 14, "title": "Category:Bench"}],
        })
    answer = {"batchcomplete": True, "query": {"pages": pages}}
    if (number + 1) * PAGE < count:
        answer["continue"] = {"gcmcontinue": f"p{number + 1}", "continue": "gcmcontinue||"}
    return json.dumps(answer)


def make_site(work, base, count, size, base_url):
    files = work / "site/files"
    files.mkdir(parents=True)
    (work / "site/api").mkdir()
    told = []
    for index in range(count):
        bytes_ = jpeg(base, index, size)
        name = f"Picture_{index:06}.jpg"
        (files / name).write_bytes(bytes_)
        told.append((name, len(bytes_), hashlib.sha1(bytes_).hexdigest()))
    for number in range((count + PAGE - 1) // PAGE):
        part = list(enumerate(told))[number * PAGE:(number + 1) * PAGE]
        (work / f"site/api/{'none' if number == 0 else f'p{number}'}.json").write_text(
            page(number, count, base_url, part))
    with open(work / "urls", "w") as urls:
        for name, _, _ in told:
            urls.write(f'url = "{base_url}/files/{name}"\noutput = "{name}"\n')


def timed(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed-image", required=True, help="a JPEG of at most the wanted size")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--bytes", type=int, default=50_000)
    parser.add_argument("--parallel", type=int, default=8)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--port", type=int, default=8399)
    parser.add_argument("--work", default=None, help="where to work, such as /dev/shm; a temporary folder otherwise")
    parser.add_argument("--pixrec", default=str(ROOT / "target/release/pixrec"))
    args = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="pixrec-bench-", dir=args.work))
    work.chmod(0o755)
    base_url = f"http://127.0.0.1:{args.port}"
    make_site(work, Path(args.seed_image).read_bytes(), args.count, args.bytes, base_url)
    (work / "nginx.conf").write_text(NGINX.format(work=work, port=args.port))
    server = subprocess.Popen(["nginx", "-c", str(work / "nginx.conf"), "-g", "daemon off;"])
    time.sleep(1)
    asked = {
        "curl": ["curl", "--silent", "--parallel", "--parallel-max", str(args.parallel), "--config", str(work / "urls"),
                 "--output-dir"],
        "pixrec": [args.pixrec, "acquire", "--quiet", "--source", "commons", "--category", "Bench",
                   "--api-url", f"{base_url}/w/api.php", "--count", str(args.count), "--parallel", str(args.parallel),
                   "--requests-per-second", "0", "--megabits-per-second", "0", "--data-dir"],
    }
    walls = {name: [] for name in asked}
    try:
        for turn in range(args.repeat):
            for name, command in asked.items():
                # A folder of its own each time: ext4 searches long for a place just after many
                # files were removed, and whoever comes next would pay for it.
                out = work / f"{name}-{turn}"
                out.mkdir()
                wall, cpu = timed([*command, str(out)])
                walls[name].append(wall)
                images = out / "images" if name == "pixrec" else out
                came = sum(1 for _ in images.iterdir())
                print(f"{name:7} {wall:6.2f} s wall {cpu:6.2f} s processor, {came} files, {came / wall:7.0f} files/s", flush=True)
                assert came == args.count, f"{came} of {args.count} files came"
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(work, ignore_errors=True)
    curl, pixrec = (statistics.median(walls[name]) for name in ("curl", "pixrec"))
    print(f"throughput of pixrec beside curl: {curl / pixrec:.2f}")


if __name__ == "__main__":
    main()
