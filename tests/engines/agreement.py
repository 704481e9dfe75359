"""Checks that lem and an independent client measure the same on the same server: agreement.py LEM PROGRAM MODEL.

Both keep one request in flight at one llama.cpp server, with the same prompts, in turns (A B A B
...), so that what the machine does meanwhile falls on both. Throughput and time to first token must
agree within their 95 % intervals over the runs, and the intervals must be narrow enough to tell.
(With two requests in flight the time to first token has two values, by whether the server happens to
compute the prompts together: 245 ms or 175 ms on two cores. A run of either client keeps to one.)
"""

import http.client
import json
import math
import pathlib
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 5
STREAMS = 1
OUTPUT_TOKENS = 16
SECONDS = 10
WARMUP_S = 2
MODEL = "SmolLM2-135M-Instruct"
METRICS = ("throughput_tokens_per_sec", "time_to_first_token_ms")
# Student's t at 97.5 %, by degrees of freedom.
T_975 = {2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}
HALF_WIDTH_MAX = 0.2  # of the mean; wider intervals prove nothing


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(port, server):
    for _ in range(600):
        if server.poll() is not None:
            sys.exit("agreement: the server ended")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit("agreement: the server was not ready within a minute")


def write_prompts(file):
    words = "river stone cloud table green seven walk under paper light house often".split()
    choice = random.Random(1)
    lines = [" ".join(choice.choice(words) for _ in range(24)) for _ in range(16)]
    file.write_text("\n".join(lines) + "\n")


def run_lem(lem, url, prompts, folder):
    config = {
        "schema_version": 1,
        "name": "agreement",
        "model": {"name": MODEL},
        "engine": {"name": "openai", "base_url": url},
        "load": {"mode": "concurrency", "streams": STREAMS},
        "workload": {"prompts": "file", "file": str(prompts), "output_tokens": OUTPUT_TOKENS},
        "protocol": {"cycles": 1, "cycle_s": SECONDS, "warmup_s": WARMUP_S,
                     "warmup_until_steady": False, "cooldown_s": 0, "idle_s": 0},
        "energy": {"source": "none"},
    }
    file = folder.with_suffix(".json")
    file.write_text(json.dumps(config))
    subprocess.run([lem, "experiment", file, "--output", folder], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    result = json.loads((folder / "result.json").read_text())
    requests = [json.loads(line) for line in (folder / "requests.jsonl").read_text().splitlines()]
    metrics = result["cycles"][0]["metrics"]
    return {name: metrics[name] for name in METRICS} | {
        "prompt_tokens": statistics.mean(r["input_tokens"] for r in requests if r["input_tokens"])}


def run_client(url, prompts):
    client = pathlib.Path(__file__).with_name("independent_client.py")
    done = subprocess.run(
        [sys.executable, client, "--url", url, "--model", MODEL, "--prompts", prompts,
         "--streams", str(STREAMS), "--output-tokens", str(OUTPUT_TOKENS),
         "--warmup-s", str(WARMUP_S), "--seconds", str(SECONDS)],
        check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def interval(values):
    mean = statistics.mean(values)
    return mean, T_975[len(values) - 1] * statistics.stdev(values) / math.sqrt(len(values))


def judge(name, ours, theirs):
    """A line to print, and the error or None."""
    (a, da), (b, db) = interval(ours), interval(theirs)
    print(f"{name}: lem {a:.2f} ± {da:.2f}, independent client {b:.2f} ± {db:.2f}")
    if max(da / a, db / b) > HALF_WIDTH_MAX:
        return f"{name}: the machine is too busy to tell"
    if abs(a - b) > da + db:
        return f"{name}: they disagree"
    return None


def main():
    lem, program, model = sys.argv[1:]
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        prompts = scratch / "prompts.txt"
        write_prompts(prompts)
        with open(scratch / "server.log", "wb") as log:
            server = subprocess.Popen(
                [program, "--model", model, "--host", "127.0.0.1", "--port", str(port), "--alias",
                 MODEL, "--parallel", str(STREAMS), "--ctx-size", "2048", "--cache-ram", "0"],
                stdout=log, stderr=log)
        try:
            wait_until_ready(port, server)
            ours, theirs = [], []
            for i in range(ROUNDS):
                ours.append(run_lem(lem, url, prompts, scratch / f"run{i}"))
                theirs.append(run_client(url, prompts))
        finally:
            server.terminate()
            server.wait(30)
    problems = [judge(metric, [run[metric] for run in ours], [run[metric] for run in theirs])
                for metric in METRICS]
    lengths = [statistics.mean(run["prompt_tokens"] for run in runs) for runs in (ours, theirs)]
    print(f"prompt tokens: lem {lengths[0]:.1f}, independent client {lengths[1]:.1f}")
    if abs(lengths[0] / lengths[1] - 1) > 0.1:
        problems.append("the prompts have other lengths")
    problems = [problem for problem in problems if problem]
    for problem in problems:
        print("agreement: " + problem, file=sys.stderr)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
