#!/usr/bin/env python3
"""Writes what run.py imports: files.py runs FOLDER SAMPLE for single files, files.py study FOLDER MEGABYTES for a folder of runs."""
import json, pathlib, random, sys

here = pathlib.Path(__file__).parent
noise = random.Random(20261130)


def words(length):
    return "".join(noise.choices("etaoin shrdlu, \n", k=length))


def vllm(requests, tokens, text_length, details=True):
    """What `vllm bench serve --save-result --save-detailed` writes; without details, a line of a file of results."""
    duration = requests / 20 + noise.random()
    run = {"date": "20261130-101112", "endpoint_type": "vllm", "backend": "vllm", "label": None, "model_id": "Acme/Tiny-1B", "tokenizer_id": "Acme/Tiny-1B",
           "num_prompts": requests, "request_rate": "inf", "burstiness": 1.0, "max_concurrency": 64, "duration": duration, "completed": requests,
           "total_input_tokens": 128 * requests, "total_output_tokens": tokens * requests, "request_throughput": requests / duration,
           "output_throughput": tokens * requests / duration, "total_token_throughput": (128 + tokens) * requests / duration}
    for name, mean in (("ttft", 80), ("tpot", 10), ("itl", 10), ("e2el", 80 + 10 * tokens)):
        for statistic, factor in (("mean", 1), ("median", 0.95), ("std", 0.1), ("p99", 1.5)):
            run[f"{statistic}_{name}_ms"] = mean * factor + noise.random()
    if details:
        run |= {"input_lens": [128] * requests, "output_lens": [tokens] * requests, "ttfts": [0.08 + 0.01 * noise.random() for _ in range(requests)],
                "itls": [[0.01 + 0.001 * noise.random() for _ in range(tokens - 1)] for _ in range(requests)],
                "generated_texts": [words(text_length) for _ in range(requests)], "errors": [""] * requests}
    return json.dumps(run)


def table(rows):
    columns = "experiment_name,GPU,Batch Size,Generate Throughput (tokens/s)\n"
    return columns + "".join(f"x-{i}-sequence_length(256)-new_tokens(512),A100,{1 + i % 64},{290 + noise.random():.4f}\n" for i in range(rows))


def small_files(folder, sample):
    """1,000 files of eleven kinds: the examples of the fuzz target, and a document of lem."""
    corpus = here / "../../tests/fuzz/corpus/result_import"
    parts = ("joined_cycles.json", "joined_parts.json", "zeus.csv")  # no results by themselves
    examples = [path.read_bytes()[1:] for path in sorted(corpus.iterdir()) if path.name not in parts] + [sample]
    folder.mkdir()
    for i in range(1000):
        (folder / f"{i}").write_bytes(examples[i % len(examples)])


def study(folder, megabytes):
    """Every twentieth run has a file nearly as large as the largest that is read: half of all bytes and more are in those."""
    large, small = vllm(20_000, 56, 1800), vllm(1000, 32, 200)
    size = number = 0
    while size < megabytes * 1_000_000:
        run = folder / f"point-{number:04}"
        run.mkdir(parents=True)
        # Another label makes it another run.
        size += (run / "bench.json").write_text((large if number % 20 == 0 else small).replace('"label": null', f'"label": "{number}"', 1))
        number += 1


folder = pathlib.Path(sys.argv[2])
if sys.argv[1] == "study":
    study(folder, int(sys.argv[3]))
else:
    (folder / "vllm.json").write_text(vllm(5000, 128, 500))
    (folder / "lines.jsonl").write_text("".join(vllm(100, 64, 0, False) + "\n" for _ in range(1000)))
    (folder / "table.csv").write_text(table(1000))
    small_files(folder / "small", pathlib.Path(sys.argv[3]).read_bytes())
