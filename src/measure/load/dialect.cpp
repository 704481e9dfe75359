#include "measure/load/dialect.hpp"

#include <array>

namespace lem::measure {
namespace {

constexpr int probe_tokens = 8;
/// A model ends this answer after a token or two, unless the length is forced.
constexpr const char* probe_prompt = "Reply with the single word yes.";

struct ExtraField {
    const char* name;
    bool Dialect::* sent;
};
/// In the order in which they can be missed.
constexpr std::array extra_fields{
    ExtraField{"continuous_usage_stats", &Dialect::continuous_usage},
    ExtraField{"cache_prompt", &Dialect::cache_prompt},
    ExtraField{"generation_config", &Dialect::generation_config},
    ExtraField{"min_tokens", &Dialect::min_tokens},
    ExtraField{"ignore_eos", &Dialect::ignore_eos},
    ExtraField{"stream_options", &Dialect::stream_options},
};

bool refused(const Exchange& answer) {
    return answer.record.error && (answer.status == 400 || answer.status == 422);
}

/// Not extra, and so changed only where the refusal names them.
bool change_named(Dialect& dialect, const std::string& refusal) {
    const bool length = !dialect.max_completion_tokens &&
                        refusal.find("max_completion_tokens") != std::string::npos;
    const bool temperature =
        dialect.temperature && refusal.find("temperature") != std::string::npos;
    if (length) dialect.max_completion_tokens = true;
    if (temperature) dialect.temperature = false;
    return length || temperature;
}

/// Leaves out what the refusal names; when it names nothing that was sent, what can best be missed.
/// False: there was nothing left to leave out.
bool drop_refused(Dialect& dialect, const std::string& refusal) {
    bool dropped = false;
    // "stream_options.continuous_usage_stats" names the part, not the whole.
    const bool part_named =
        dialect.continuous_usage && refusal.find("continuous_usage_stats") != std::string::npos;
    for (const ExtraField& field : extra_fields) {
        if (!(dialect.*field.sent) || refusal.find(field.name) == std::string::npos) continue;
        if (part_named && field.sent == &Dialect::stream_options) continue;
        dialect.*field.sent = false;
        dropped = true;
    }
    // A refusal may repeat the whole request: what is extra comes first.
    if (!dropped) dropped = change_named(dialect, refusal);
    for (const ExtraField& field : extra_fields) {
        if (dropped) break;
        dropped = dialect.*field.sent;
        dialect.*field.sent = false;
    }
    return dropped;
}

class Prober {
public:
    Prober(LoadClient& client, const std::atomic<bool>& stop) : client_(client), stop_(stop) {}

    Exchange ask(const Dialect& dialect) {
        client_.set_dialect(dialect);
        return client_.probe(probe_prompt, probe_tokens, stop_);
    }
    /// Asks again with less until it is taken.
    Exchange ask_with_less(Dialect& dialect) {
        while (true) {
            Exchange answer = ask(dialect);
            if (!refused(answer) || !drop_refused(dialect, *answer.record.error)) return answer;
        }
    }

private:
    LoadClient& client_;
    const std::atomic<bool>& stop_;
};

bool length_is_kept(const Exchange& answer) {
    const std::int64_t tokens = answer.record.output_tokens.value_or(answer.record.chunks);
    return !answer.record.error && tokens == probe_tokens;
}

/// For a server that took `ignore_eos` without minding it, or refused it.
const char* force_length(Prober& prober, Dialect& dialect, Exchange& answer) {
    if (length_is_kept(answer)) return dialect.ignore_eos ? "ignore_eos" : "none";
    for (const ExtraField& field : {ExtraField{"min_tokens", &Dialect::min_tokens},
                                    ExtraField{"generation_config", &Dialect::generation_config}}) {
        Dialect candidate = dialect;
        candidate.*field.sent = true;
        Exchange forced = prober.ask(candidate);
        if (!length_is_kept(forced)) continue;
        dialect = candidate;
        answer = std::move(forced);
        return field.name;
    }
    return "none";
}

std::string name_of_place(UsagePlace place) {
    switch (place) {
        case UsagePlace::none:
            return "none";
        case UsagePlace::finish_chunk:
            return "with the finish reason";
        case UsagePlace::closing_chunk:
            return "in a closing event";
        case UsagePlace::every_chunk:
            return "in every event";
    }
    return "none";
}

std::string name_of_reasoning(const Exchange& answer) {
    if (answer.reasoning_content_seen && answer.reasoning_seen)
        return "reasoning_content and reasoning";
    if (answer.reasoning_content_seen) return "reasoning_content";
    return answer.reasoning_seen ? "reasoning" : "none";
}

}  // namespace

DialectFindings probe_dialect(LoadClient& client, const domain::Workload& workload,
                              const std::atomic<bool>& stop) {
    Prober prober(client, stop);
    DialectFindings findings;
    Dialect& dialect = findings.dialect;
    dialect = {.continuous_usage = true,
               .ignore_eos = workload.ignore_eos,
               .cache_prompt = !workload.prefix_cache};
    const Dialect wanted = dialect;
    Exchange answer = prober.ask_with_less(dialect);
    auto& capabilities = findings.capabilities;
    for (const ExtraField& field : extra_fields) {
        if (wanted.*field.sent) capabilities[field.name] = dialect.*field.sent;
    }
    capabilities["temperature"] = dialect.temperature;
    capabilities["length_field"] =
        dialect.max_completion_tokens ? "max_completion_tokens" : "max_tokens";
    if (answer.record.error) {
        findings.failure = answer.record.error;
        return findings;
    }
    if (workload.ignore_eos)
        capabilities["length_is_forced_by"] = force_length(prober, dialect, answer);
    const bool has_running_counts = !answer.tokens_by_chunk.empty();
    capabilities["continuous_usage_stats"] = has_running_counts;
    // They cost the server work in every event, so they are asked for only where an event holds
    // several tokens and the arrival of each could not be known otherwise.
    dialect.continuous_usage =
        has_running_counts && answer.record.chunks < answer.record.output_tokens.value_or(0);
    if (!dialect.continuous_usage && has_running_counts) answer = prober.ask(dialect);
    client.set_dialect(dialect);
    if (answer.record.error) {
        findings.failure = answer.record.error;
        return findings;
    }
    findings.counts_tokens = answer.record.output_tokens.has_value();
    capabilities["usage"] = findings.counts_tokens;
    capabilities["usage_place"] = name_of_place(answer.usage_place);
    capabilities["cached_tokens"] = answer.record.cached_input_tokens.has_value();
    capabilities["reasoning_field"] = name_of_reasoning(answer);
    capabilities["length_is_kept"] = length_is_kept(answer);
    if (answer.record.output_tokens.value_or(0) > 0)
        capabilities["chunks_per_token"] = static_cast<double>(answer.record.chunks) /
                                           static_cast<double>(*answer.record.output_tokens);
    return findings;
}

}  // namespace lem::measure
