#pragma once
/// Request traces of real services to replay: the arrival and the lengths of each request, and the
/// blocks of its prompt that other requests share. Formats: Mooncake (FAST '25 traces, JSON lines),
/// BurstGPT (CSV) and the Azure LLM inference traces (CSV).

#include "domain/experiment/load.hpp"

#include <filesystem>

namespace lem::measure {

/// Mooncake hashes prompts in blocks of this many tokens.
inline constexpr int trace_block_tokens = 512;

struct TraceRequest {
    double due_s = 0;  // on the clock of the trace
    int input_tokens = 1;
    int output_tokens = 1;
    /// Equal ids mean equal text; block i covers tokens 512 i to 512 i + 511. Empty when the format
    /// has no ids.
    std::vector<std::int64_t> blocks = {};
};

/// In order of time. Rows without an answer (a failed request in BurstGPT) are left out. Throws
/// Error(invalid) that names file, line and field; Error(bad_request) when the file cannot be read.
/// At most ten million rows of 1 MiB.
std::vector<TraceRequest> read_request_trace(const std::filesystem::path& file,
                                             domain::TraceFormat format);

/// The due times, for `arrivals_s`.
std::vector<double> due_times_s(const std::vector<TraceRequest>& trace);

}  // namespace lem::measure
