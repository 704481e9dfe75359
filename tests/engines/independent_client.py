"""A load client that shares nothing with lem: threads, http.client and its own stream parser.

It keeps a number of requests in flight at an OpenAI-compatible endpoint and prints, as JSON, what it
saw: output tokens per second and the mean time to the first token.
"""

import argparse
import http.client
import itertools
import json
import random
import statistics
import threading
import time
import urllib.parse


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--prompts", required=True, help="a file with one prompt a line")
    parser.add_argument("--streams", type=int, default=2)
    parser.add_argument("--output-tokens", type=int, default=32)
    parser.add_argument("--warmup-s", type=float, default=2)
    parser.add_argument("--seconds", type=float, default=10)
    return parser.parse_args()


class Seen:
    """The observations of all threads. Times are of time.monotonic()."""

    def __init__(self):
        self.lock = threading.Lock()
        self.tokens = []  # arrival times
        self.first = []  # (sent, time to the first token)
        self.prompt_tokens = []
        self.errors = []


def ask(connection, arguments, prompt, seen):
    body = json.dumps({
        "model": arguments.model,
        "messages": [{"role": "user", "content": prompt}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": arguments.output_tokens,
        "temperature": 0,
        "ignore_eos": True,
        "cache_prompt": False,
    })
    sent = time.monotonic()
    connection.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    if response.status != 200:
        raise RuntimeError(f"HTTP {response.status}: {response.read(200)!r}")
    arrivals, prompt_tokens = [], None
    while line := response.readline():
        now = time.monotonic()
        if not line.startswith(b"data: ") or line.startswith(b"data: [DONE]"):
            continue
        event = json.loads(line[6:])
        if event.get("usage"):
            prompt_tokens = event["usage"]["prompt_tokens"]
        if any(choice["delta"].get("content") for choice in event.get("choices", [])):
            arrivals.append(now)
    with seen.lock:
        seen.tokens += arrivals
        if arrivals:
            seen.first.append((sent, arrivals[0] - sent))
        if prompt_tokens is not None:
            seen.prompt_tokens.append(prompt_tokens)


def work(arguments, prompts, seed, end, seen):
    choice = random.Random(seed)
    url = urllib.parse.urlsplit(arguments.url)
    try:
        for number in itertools.count():
            if time.monotonic() >= end:
                break
            # Salted, so that the server cannot reuse the work of an earlier prompt.
            salt = f"[{choice.getrandbits(32)}-1-{number}] "
            # A new connection each time: some servers close after an answer without announcing it.
            connection = http.client.HTTPConnection(url.hostname, url.port, timeout=300)
            connection.connect()
            ask(connection, arguments, salt + choice.choice(prompts), seen)
            connection.close()
    except (OSError, RuntimeError, ValueError, http.client.HTTPException) as failure:
        with seen.lock:
            seen.errors.append(str(failure))


def main():
    arguments = parse_arguments()
    with open(arguments.prompts, encoding="utf-8") as file:
        prompts = file.read().splitlines()
    seen = Seen()
    start = time.monotonic() + arguments.warmup_s
    end = start + arguments.seconds
    seeds = random.SystemRandom()
    threads = [
        threading.Thread(target=work, args=(arguments, prompts, seeds.random(), end, seen))
        for _ in range(arguments.streams)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if seen.errors:
        raise SystemExit(f"independent client: {seen.errors[0]}")
    first = [latency for sent, latency in seen.first if start <= sent < end]
    print(json.dumps({
        "throughput_tokens_per_sec":
            sum(start <= at < end for at in seen.tokens) / arguments.seconds,
        "time_to_first_token_ms": 1000 * statistics.mean(first),
        "prompt_tokens": statistics.mean(seen.prompt_tokens),
        "requests": len(first),
    }))


if __name__ == "__main__":
    main()
