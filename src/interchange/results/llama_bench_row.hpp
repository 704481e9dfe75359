#pragma once
/// A row of llama-bench, for the formats that hold one. Pure; does not throw.

#include "interchange/results/import.hpp"

namespace lem::interchange {

/// Takes everything in the row: the model, the machine, and a cycle for each repetition, without
/// energy. What is wrong is reported, and then a cycle may be missing.
void read_llama_bench_row(const schema::json& row, ImportedRun& run);

}  // namespace lem::interchange
