#!/usr/bin/env python3
"""Reads beside 64 slow uploads of 64 MiB each to /api/v1/results/check, all from one client: once from a remote address, which the server limits, and once from its own machine,
which it does not limit."""
import http.client, multiprocessing, os, re, socket, subprocess, sys, tempfile, time, urllib.request

lem, uploads, size, bytes_per_s, seconds = sys.argv[1], 64, 64 * 1024 * 1024, 256 * 1024, 10
paths = ["/api/v1/leaderboard?limit={}", "/api/v1/results?limit={}", "/api/v1/results/ID"]


def upload_slowly(port, address, received, stop):
    """Keeps the accepted uploads open until `stop` is set, each at its rate; counts them in `received`."""
    head = f"POST /api/v1/results/check HTTP/1.1\r\nHost: a\r\nContent-Type: application/vnd.lem.bundle\r\nContent-Length: {size}\r\n"
    head += f"X-Forwarded-For: {address}\r\n\r\n" if address else "\r\n"
    open_ones, piece = [], b"\x28\xb5\x2f\xfd" + bytes(bytes_per_s // 10 - 4)
    for _ in range(uploads):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(head.encode())
        open_ones.append(connection)
    while not stop.is_set():
        began = time.monotonic()
        for connection in list(open_ones):
            try:
                connection.sendall(piece, socket.MSG_DONTWAIT)
            except BlockingIOError:
                pass
            except OSError:
                open_ones.remove(connection)
        for connection in list(open_ones):
            try:
                connection.recv(4096, socket.MSG_DONTWAIT)  # an answer before the end: refused
            except BlockingIOError:
                continue
            except OSError:
                pass
            open_ones.remove(connection)
        time.sleep(max(0, 0.1 - (time.monotonic() - began)))
        received.value = len(open_ones)


def read_times_ms(port, identity):
    """The durations of consecutive reads; each list has another limit, so that not all answers are cached."""
    connection, times, end = http.client.HTTPConnection("127.0.0.1", port), [], time.monotonic() + seconds
    while time.monotonic() < end:
        path = paths[len(times) % len(paths)].format(len(times) % 200 + 1).replace("ID", identity)
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, (path, answer.status)
        times.append((time.perf_counter() - began) * 1000)
        time.sleep(0.002)
    return sorted(times)


def p99(times):
    return times[len(times) * 99 // 100]


def measure(port, identity, name, address, quiet_ms):
    received, stop = multiprocessing.Value("i", 0), multiprocessing.Event()
    uploader = multiprocessing.Process(target=upload_slowly, args=(port, address, received, stop))
    uploader.start()
    time.sleep(3)
    times = read_times_ms(port, identity)
    open_ones = received.value
    stop.set()
    uploader.join()
    print(f"| reads beside 64 slow uploads of 64 MiB {name}, {open_ones} of them received, {len(times)} reads: p99 | {p99(times):.1f} ms | without uploads {quiet_ms:.1f} ms | | <= 50 ms |", flush=True)


with tempfile.TemporaryDirectory() as folder:
    server = subprocess.Popen([lem, "serve", "--data", folder + "/data", "--listen", "127.0.0.1:0", "--quiet"], stdout=subprocess.PIPE, text=True)
    try:
        base = server.stdout.readline().split()[-1]
        port = int(base.rsplit(":", 1)[1])
        token = open(folder + "/data/admin-token").read().strip()
        document = subprocess.run([os.path.dirname(lem) + "/bench_sample"], capture_output=True, check=True).stdout
        post = urllib.request.Request(base + "/api/v1/results", data=document, headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"})
        identity = re.search(rb'"id":"(\w+)"', urllib.request.urlopen(post).read())[1].decode()
        quiet_ms = p99(read_times_ms(port, identity))
        measure(port, identity, "from one address", "203.0.113.7", quiet_ms)
        measure(port, identity, "from the server's machine", "", quiet_ms)
    finally:
        server.terminate()
        server.wait()
