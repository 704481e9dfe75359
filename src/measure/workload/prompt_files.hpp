#pragma once
/// Prompt files of the user: .txt, .jsonl, .csv, and ShareGPT-like .json. Not thread-safe.

#include "measure/workload/prompts.hpp"

namespace lem::measure {

/// Reads a file by its extension. .jsonl: `prompt`, or `messages` of role and content, and an
/// optional `output_tokens`. .csv: the columns that the workload sets. Others: one prompt per
/// line. At most 100,000 prompts. Throws Error that names file, line and field.
std::vector<Prompt> read_prompt_file(const std::filesystem::path& file,
                                     const domain::Workload& workload);

/// [{"conversations": [{"from": "human", "value": ...}, {"from": "gpt", "value": ...}, ...]}, ...]
/// The first turn is the prompt; the length of the second sets output_tokens, at four bytes per
/// token. Conversations without these two turns are left out, as in vLLM's benchmark, and so are
/// lengths below 4 tokens, above 1,024 of the prompt, or above 2,048 of both. At most 1 GiB and
/// 100,000 prompts.
std::vector<Prompt> read_conversations(const std::filesystem::path& file);

}  // namespace lem::measure
