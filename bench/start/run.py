#!/usr/bin/env python3
"""Time from exec to a ready server, and the memory of an idle one; beside nginx's and redis-server's start on the same machine."""
import os, shutil, statistics, subprocess, sys, tempfile, time, urllib.request

lem = sys.argv[1]


def memory_mb(pid):
    for line in open(f"/proc/{pid}/smaps_rollup"):
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1000
    raise SystemExit("no Pss")


with tempfile.TemporaryDirectory() as folder:
    first, again, memory = [], [], []
    for attempt in range(6):
        start = time.perf_counter()
        server = subprocess.Popen([lem, "serve", "--data", folder + "/data", "--listen", "127.0.0.1:0", "--quiet"], stdout=subprocess.PIPE, text=True)
        base = server.stdout.readline().split()[-1]
        urllib.request.urlopen(base + "/readyz").read()
        (again if attempt else first).append(time.perf_counter() - start)
        urllib.request.urlopen(base + "/").read()
        time.sleep(1)
        memory.append(memory_mb(server.pid))
        server.terminate()
        server.wait()
    peer = []
    if shutil.which("redis-server"):
        for _ in range(5):
            start = time.perf_counter()
            redis = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", folder + "/redis.sock", "--save", ""], stdout=subprocess.DEVNULL)
            while not os.path.exists(folder + "/redis.sock"):
                time.sleep(0.001)
            peer.append(time.perf_counter() - start)
            redis.terminate()
            redis.wait()
    redis_ms = f"redis-server {statistics.median(peer) * 1000:.0f} ms" if peer else "-"
    ratio = f"{statistics.median(again) / statistics.median(peer):.1f} x" if peer else "-"
    print(f"| start to ready | {statistics.median(again) * 1000:.0f} ms (first start {first[0] * 1000:.0f} ms) | {redis_ms} | {ratio} | <= 500 ms |")
    print(f"| idle memory | {statistics.median(memory):.1f} MB | - | - | <= 60 MB |")
