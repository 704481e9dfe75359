#!/usr/bin/env python3
"""Hot public GETs compared with nginx serving the same bytes from files: one core each, wrk on the other; rounds alternate."""
import os, re, statistics, subprocess, sys, tempfile, time, urllib.request

lem, rounds, seconds = sys.argv[1], 3, 4


def pinned(core, *command, **how):
    return subprocess.Popen(["taskset", "-c", str(core), *command], **how)


def fetch(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return answer.read()


def rate(url):
    text = subprocess.run(["taskset", "-c", "1", "wrk", "-t1", "-c32", f"-d{seconds}s", url], capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in text, text
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])


with tempfile.TemporaryDirectory() as folder:
    os.chmod(folder, 0o755)
    server = pinned(0, lem, "serve", "--data", folder + "/data", "--listen", "127.0.0.1:0", "--threads", "1", "--quiet", stdout=subprocess.PIPE, text=True)
    nginx = None
    try:
        base = server.stdout.readline().split()[-1]
        token = open(folder + "/data/admin-token").read().strip()
        document = subprocess.run([os.path.dirname(lem) + "/bench_sample"], capture_output=True, check=True).stdout
        post = urllib.request.Request(base + "/api/v1/results", data=document, headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"})
        identity = re.search(rb'"id":"(\w+)"', urllib.request.urlopen(post).read())[1].decode()
        script = re.search(r'/assets/[^"]+\.js', fetch(base + "/").decode())
        paths = [f"/api/v1/results/{identity}", "/api/v1/leaderboard?limit=25", "/"] + ([script[0]] if script else [])

        os.makedirs(folder + "/www")
        names = {}
        for i, path in enumerate(paths):
            names[path] = f"/{i}.bin"
            with open(f"{folder}/www/{i}.bin", "wb") as out:
                out.write(fetch(base + path))
        with open(folder + "/nginx.conf", "w") as out:
            out.write(f"""daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr error; events {{ worker_connections 1024; }}
    http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=100; client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:18099; root {folder}/www; }} }}""")
        nginx = pinned(0, "nginx", "-c", folder + "/nginx.conf", "-e", "stderr")
        time.sleep(0.5)
        for path in paths:
            size = os.path.getsize(f"{folder}/www{names[path]}")
            pairs = [(rate(base + path), rate("http://127.0.0.1:18099" + names[path])) for _ in range(rounds)]
            ours, theirs = (statistics.median(side) for side in zip(*pairs))
            shown = re.sub(r"res_\w+", "ID", re.sub(r"-[\w-]+\.js", "-*.js", path))
            print(f"| GET {shown}, {size:,} B | {ours:,.0f} /s | nginx {theirs:,.0f} /s | {ours / theirs:.2f} x | >= 1.0 x |", flush=True)
    finally:
        for process in filter(None, (nginx, server)):
            process.terminate()
            process.wait()
