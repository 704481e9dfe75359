#!/usr/bin/env python3
"""lem's load client beside a raw epoll loop and aiohttp + uvloop, against a server that streams at known times. The server has one core, the client the other; rounds alternate.
Each value is the best of its rounds, for every client: other programs on the machine can only make it worse."""
import json, subprocess, sys

bench, python, aiohttp_client = sys.argv[1], "build/peers/bin/python", "bench/peers/aiohttp_client.py"
rounds, seconds = 5, 3


def pinned(core, *command, **how):
    return subprocess.Popen(["taskset", "-c", str(core), *map(str, command)], stdout=subprocess.PIPE, text=True, **how)


class Server:
    def __init__(self, first_ms=0, gap_ms=0, bursts=False):
        how = ["serve_bursts"] if bursts else ["serve", first_ms, gap_ms]
        self.process = pinned(0, bench, *how, stdin=subprocess.PIPE)
        self.port = self.process.stdout.readline().strip()
        self.gap_ms = gap_ms

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def ask(self, client, *arguments):
        """The report of a client pinned to the other core."""
        if client == "aiohttp":
            command = [python, aiohttp_client, "http://127.0.0.1:" + self.port, *arguments]
        else:
            command = [bench, client, self.port, *arguments]
        out, _ = pinned(1, *command).communicate(timeout=120)
        report = json.loads(out)
        assert not report.get("failed"), out
        report["events_a_cpu_s"] = report["events"] / report["cpu_s"]
        return report

    def compare(self, streams):
        """Each client in turn keeps this many streams of 100 tokens in flight, one second each; they start evenly."""
        runs = {"floor": [], "lem": [], "aiohttp": []}
        for _ in range(rounds):
            runs["floor"].append(self.ask("floor", streams, seconds, 100, 1))
            runs["lem"].append(self.ask("rate", streams, seconds, 100, streams))
            runs["aiohttp"].append(self.ask("aiohttp", streams, seconds, 100, 1))
        return {client: best(ran, self.gap_ms) for client, ran in runs.items()}


def best(runs, gap_ms):
    """The highest rate, the lowest times; for the time between tokens the value nearest to the true one."""
    choices = {"events_a_cpu_s": max, "itl_ms_p50": lambda values: min(values, key=lambda value: abs(value - gap_ms))}
    return {key: choices.get(key, min)([run[key] for run in runs]) for key in runs[0]}


def row(figure, ours, peer, ratio, target):
    print(f"| {figure} | {ours} | {peer} | {ratio} | {target} |", flush=True)


with Server(10, 10) as server:
    of = server.compare(500)
    ours, floor, python_client = (of[client]["events_a_cpu_s"] for client in ("lem", "floor", "aiohttp"))
    row("events per CPU-second, 500 streams of 100 events/s", f"{ours:,.0f}", f"raw epoll loop {floor:,.0f}", f"{ours / floor:.2f} x", ">= 0.75 x")
    row("the same", f"{ours:,.0f}", f"aiohttp + uvloop {python_client:,.0f}", f"{ours / python_client:.1f} x", ">= 4 x")

    of = server.compare(1000)
    for name, key in (("time to first token", "ttft_ms"), ("time between tokens", "itl_ms")):
        for share, target in (("p50", "<= 1 ms"), ("p99", "<= 3 ms")):
            ours, floor, python_client = (of[client][f"{key}_{share}"] for client in ("lem", "floor", "aiohttp"))
            row(
                f"{name}, 1,000 streams of 100 events/s, {share}; the server intends 10 ms",
                f"{ours:.2f} ms",
                f"raw epoll loop {floor:.2f} ms, aiohttp + uvloop {python_client:.2f} ms",
                f"{ours - floor:+.2f} ms",
                target,
            )

with Server(5, 5) as server:
    ours = max(run["events"] / run["wall_s"] for run in (server.ask("streams", 1000, seconds, 200) for _ in range(rounds)))
    row("events/s processed on one core, 1,000 streams", f"{ours:,.0f} /s", "", "", ">= 100,000 /s")

with Server(bursts=True) as server:
    ours = max(run["events_a_cpu_s"] for run in (server.ask("streams", 4, seconds, 1000) for _ in range(rounds)))
    row("events per CPU-second, answers of 1,000 small events in a burst", f"{ours:,.0f}", "", "", ">= 4,000,000")

with Server(200, 200) as server:
    of = best([server.ask("rate", 1000, 10, 30, 16000) for _ in range(rounds)], server.gap_ms)
    row(f"send lag p99, 1,000 requests/s, {of['open_max']:,.0f} streams open at the peak", f"{of['lag_ms_p99']:.2f} ms", "", "", "<= 1 ms")
