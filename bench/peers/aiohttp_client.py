"""A closed loop of streaming chat requests in Python, as in serving benchmarks: one task per stream, one JSON document per event.

Prints one JSON line: events, CPU-seconds, and the latencies that it saw. Usage: aiohttp_client.py URL STREAMS SECONDS TOKENS RAMP_SECONDS
"""
import asyncio, json, resource, sys, time

import aiohttp
import uvloop

url, streams, seconds, tokens, ramp_s = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
first_ms, gaps_ms = [], []


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def stream(session, delay_s, end):
    await asyncio.sleep(delay_s)
    body = {
        "model": "tiny",
        "messages": [{"role": "user", "content": "Say a word."}],
        "max_tokens": tokens,
        "ignore_eos": True,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    while time.perf_counter() < end:
        sent, last = time.perf_counter(), None
        async with session.post(url + "/v1/chat/completions", json=body) as response:
            async for line in response.content:
                line = line.strip()
                if not line.startswith(b"data:") or line.endswith(b"[DONE]"):
                    continue
                choices = json.loads(line[5:])["choices"]
                if not choices or not choices[0]["delta"].get("content"):
                    continue
                now = time.perf_counter()
                if last is None:
                    first_ms.append((now - sent) * 1000)
                else:
                    gaps_ms.append((now - last) * 1000)
                last = now


async def main():
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=600)) as session:
        cpu, start = cpu_seconds(), time.perf_counter()
        await asyncio.gather(*(stream(session, ramp_s * i / streams, start + seconds) for i in range(streams)))
        return cpu_seconds() - cpu, time.perf_counter() - start


def percentile(values, share):
    values.sort()
    return values[min(len(values) - 1, int(share * len(values)))]


cpu, wall = uvloop.run(main())
print(
    json.dumps(
        {
            "events": len(first_ms) + len(gaps_ms),
            "cpu_s": cpu,
            "wall_s": wall,
            "ttft_ms_p50": percentile(first_ms, 0.5),
            "ttft_ms_p99": percentile(first_ms, 0.99),
            "itl_ms_p50": percentile(gaps_ms, 0.5),
            "itl_ms_p99": percentile(gaps_ms, 0.99),
        }
    )
)
