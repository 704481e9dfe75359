#!/usr/bin/env python3
"""Writes FOLDER with COUNT results of vLLM's benchmark, a file each, no two alike."""
import json, pathlib, random, sys

folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
noise = random.Random(20261130)
models = [f"acme/{family}-{size}B" for family in ("tiny", "swift", "grand") for size in (1, 3, 8, 14, 32)]
for i in range(count):
    requests, tokens = 1000, 128
    duration = requests / (5 + 30 * noise.random())
    run = {"date": "20261130-101112", "endpoint_type": "vllm", "backend": "vllm", "label": f"run {i}", "model_id": models[i % len(models)],
           "tokenizer_id": models[i % len(models)], "num_prompts": requests, "request_rate": "inf", "burstiness": 1.0, "max_concurrency": 2 ** (i % 8),
           "duration": duration, "completed": requests, "total_input_tokens": 256 * requests, "total_output_tokens": tokens * requests,
           "request_throughput": requests / duration, "output_throughput": tokens * requests / duration,
           "total_token_throughput": (256 + tokens) * requests / duration}
    for name, mean in (("ttft", 80), ("tpot", 10), ("itl", 10), ("e2el", 80 + 10 * tokens)):
        for statistic, factor in (("mean", 1), ("median", 0.95), ("std", 0.1), ("p99", 1.5)):
            run[f"{statistic}_{name}_ms"] = mean * factor + noise.random()
    run_folder = folder / f"point-{i // 10:03}"
    run_folder.mkdir(parents=True, exist_ok=True)
    (run_folder / f"{i}.json").write_text(json.dumps(run))
