#pragma once
/// Prompt files of the user: .txt, .jsonl, .csv, and ShareGPT-like .json. Not thread-safe.

#include "measure/workload/prompts.hpp"

namespace lem::measure {

/// By extension. .jsonl: `prompt`, or `messages` of role and content; optional `output_tokens`.
/// .csv: the columns that the workload names. Anything else: a prompt a line. At most 100,000
/// prompts. Throws Error that names file, line and field.
std::vector<Prompt> read_prompt_file(const std::filesystem::path& file,
                                     const domain::Workload& workload);

/// [{"conversations": [{"from": "human", "value": ...}, {"from": "gpt", "value": ...}, ...]}, ...]
/// The first turn is the prompt; the second's length is what is asked for, at four bytes a token.
/// Left out, as vLLM's benchmark does: conversations without these two turns, and lengths below 4
/// or above 1,024 tokens of prompt or 2,048 of both. At most 1 GiB, 100,000 prompts taken.
std::vector<Prompt> read_conversations(const std::filesystem::path& file);

}  // namespace lem::measure
