"""Checks the result folder of one real run: check_result.py FOLDER ENGINE."""

import json
import pathlib
import sys

folder, engine = pathlib.Path(sys.argv[1]), sys.argv[2]
result = json.loads((folder / "result.json").read_text())
problems = []


def expect(holds, what):
    if not holds:
        problems.append(what)


expect(result["experiment"]["complete"], result["experiment"].get("incomplete_reason"))
expect(result["engine"]["name"] == engine, "another engine: " + result["engine"]["name"])
expect((result["engine"]["version"] or "")[:1].isdigit(), "no version of the engine")
expect(result["model"]["name"] == "HuggingFaceTB/SmolLM2-135M-Instruct", "another model name")
expect("serve" in result["engine"]["arguments"], "the command line is not recorded")
expect(not any(a.startswith("/") for a in result["engine"]["arguments"]), "a folder is recorded")
expect(result["engine"]["capabilities"].get("usage") is True, "no token counts by the engine")
expect(result["model"]["parameters_total"] == 134_515_008, "the weights are not counted")
expect(result["model"]["architecture"] == "llama", "the architecture is not read")
expect(result["flops_confidence"] == "high", "the model's files are not read")
expect(len(result["cycles"]) == 2, "not two cycles")
for cycle in result["cycles"]:
    expect(cycle["requests"]["completed"] > 0, "a cycle without a completed request")
    expect(cycle["requests"]["failed"] == 0, "failed requests")
for problem in problems:
    print(f"{engine}: {problem}", file=sys.stderr)
sys.exit(bool(problems))
