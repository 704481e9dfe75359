#pragma once
/// A comparison of published results in words: labels, title, summary. Pure; does not throw.

#include "domain/compare/result_comparison.hpp"

namespace lem::domain {

/// What tells each result from the others in a few words: "fp8, vLLM".
std::vector<std::string> labels_of(std::span<const LoadedResult> results);

/// "Qwen3-8B on NVIDIA L4: fp8 against bf16", the baseline first.
std::string title_of_comparison(const ResultComparison& comparison, std::size_t baseline);

/// A sentence for each result beside the baseline: efficiency and throughput, or why not.
std::string summary_of_comparison(const ResultComparison& comparison, std::size_t baseline);

}  // namespace lem::domain
