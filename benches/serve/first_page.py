#!/usr/bin/env python3
"""How long the first page takes in Chromium, to its last thumbnail: first_page.py PROGRAM DATA_FOLDER

Starts `pixrec serve` and chromedriver on free ports of loopback, opens the first page once to warm
up and then nine times, each in a cleared cache, and prints the medians: when the page was there, and
when the last thumbnail that Chromium asked for was. It scrolls once to the end of the page, so that
all 60 are asked for.
"""

import http.client
import json
import re
import socket
import statistics
import subprocess
import sys
import time

program, folder = sys.argv[1:3]


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


server = subprocess.Popen([program, "serve", "-d", folder, "--port", "0"], stdout=subprocess.PIPE, text=True)
url = re.match(r"http://[\d.:]+/", server.stdout.readline()).group(0)
port = free_port()
driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def call(path, body, method="POST"):
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request(method, path, json.dumps(body))
            return json.loads(connection.getresponse().read())["value"]
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise SystemExit("chromedriver does not answer")


try:
    arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,1000"]
    session = call("/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}})["sessionId"]
    base = f"/session/{session}"
    script = """
        const done = arguments[arguments.length - 1];
        window.scrollTo(0, document.body.scrollHeight);
        const images = [...document.querySelectorAll('.grid img')].slice(0, 60);
        images.forEach(one => { one.loading = 'eager'; });
        const look = () => images.every(one => one.complete && one.naturalWidth > 0)
            ? done([performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd, performance.now(), images.length])
            : setTimeout(look, 5);
        look();
    """
    loaded, last = [], []
    for turn in range(10):
        call(f"{base}/goog/cdp/execute", {"cmd": "Network.clearBrowserCache", "params": {}})
        call(f"{base}/url", {"url": url})
        page, thumbnails, count = call(f"{base}/execute/async", {"script": script, "args": []})
        assert count == 60, count
        if turn:
            loaded.append(page)
            last.append(thumbnails)
    print(json.dumps({"page_ms": round(statistics.median(loaded)), "last_thumbnail_ms": round(statistics.median(last)), "worst_ms": round(max(last))}))
    call(base, None, "DELETE")
finally:
    driver.terminate()
    server.terminate()
    driver.wait()
    server.wait()
