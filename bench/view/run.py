#!/usr/bin/env python3
"""`lem view` of 1,000 result files: from Enter to the address, to the page's bytes, to the page in a browser that runs already, each with all results."""
import http.client, os, pathlib, shutil, statistics, subprocess, sys, tempfile, time, urllib.parse

lem, results, repeats = sys.argv[1], 1000, 7
here = pathlib.Path(__file__).parent


def get(port, path, cookie=""):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Accept": "text/html", "Cookie": cookie})
    answer = connection.getresponse()
    return answer.read().decode(), (answer.getheader("Set-Cookie") or "").split(";")[0]


def view(folder):
    """Seconds until the address, the first page, and the page with all results."""
    start = time.perf_counter()
    command = subprocess.Popen([lem, "view", folder, "--no-browser"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    address = urllib.parse.urlsplit(command.stdout.readline().split()[-1])
    times = [time.perf_counter() - start]
    cookie = get(address.port, f"/?{address.query}")[1]
    page = get(address.port, "/", cookie)[0]
    times.append(time.perf_counter() - start)
    while f"of {results:,} results shown" not in page:
        time.sleep(0.005)
        page = get(address.port, "/", cookie)[0]
    times.append(time.perf_counter() - start)
    command.send_signal(2)
    end = time.perf_counter()
    assert command.wait() == 0
    return times + [time.perf_counter() - end]


def shown(seconds):
    return f"{1000 * min(seconds):.0f} to {1000 * statistics.median(seconds):.0f} ms"


with tempfile.TemporaryDirectory() as scratch:
    folder = scratch + "/runs"
    subprocess.run([sys.executable, here / "files.py", folder, str(results)], check=True)
    address, first, whole, ended = zip(*(view(folder) for _ in range(repeats)))
    print(f"| lem view of {results:,} results, from Enter to the address: least to median | {shown(address)} | - | - | |")
    print(f"| the same: to the first bytes of its page | {shown(first)} | - | - | |")
    print(f"| the same: to the page with all results | {shown(whole)} | - | - | 1 s |", flush=True)
    if shutil.which("node") and os.path.exists(os.environ.get("CHROMIUM", "/usr/bin/chromium")):
        lines = subprocess.run(["node", here / "browser.mjs", lem, folder, str(results), str(repeats)], check=True, stdout=subprocess.PIPE, text=True).stdout
        print(f"| the same: to that page drawn by a browser that runs already | {shown([float(line) / 1000 for line in lines.split()])} | - | - | 1 s |")
    print(f"| the same: from Ctrl-C to its end | {shown(ended)} | - | - | |")
