#include "measure/load/dialect.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <thread>

namespace lem::measure {
namespace {

constexpr int probe_tokens = 8;
/// A model ends this answer after a token or two, unless the length is forced.
constexpr const char* probe_prompt = "Reply with the single word yes.";

struct ExtraField {
    const char* name;
    bool Dialect::* sent;
};
/// The least important first.
constexpr std::array extra_fields{
    ExtraField{"continuous_usage_stats", &Dialect::continuous_usage},
    ExtraField{"cache_prompt", &Dialect::cache_prompt},
    ExtraField{"generation_config", &Dialect::generation_config},
    ExtraField{"min_tokens", &Dialect::min_tokens},
    ExtraField{"ignore_eos", &Dialect::ignore_eos},
    ExtraField{"stream_options", &Dialect::stream_options},
};

/// The number of retries after refusals without a known reason, and the pauses between requests.
constexpr int unexplained_refusals_max = 5;
constexpr double pause_s_min = 0.1, pause_s_max = 5;

/// Does the answer report a temporary state: the server loads its model, or is overloaded?
bool is_not_ready(const Exchange& answer) {
    using std::string_view_literals::operator""sv;
    if (answer.status == 429 || answer.status == 503) return true;
    return std::ranges::any_of(
        std::array{"loading"sv, "not ready"sv, "starting up"sv, "warming up"sv, "overloaded"sv,
                   "temporarily"sv, "too many requests"sv, "rate limit"sv},
        [&](std::string_view part) {
            return text::contains_ignoring_case(answer.server_message, part);
        });
}

/// Can the refusal be about fields? Not with statuses about credentials, addresses and the like.
bool concerns_fields(const Exchange& answer) {
    constexpr std::array others{401, 403, 404, 405, 407, 408, 410, 413, 421, 426, 451};
    return answer.status >= 400 && std::ranges::find(others, answer.status) == others.end();
}

/// Does it reject a field, rather than its value ("max_tokens is too large")?
bool refuses_a_field(const std::string& refusal) {
    using std::string_view_literals::operator""sv;
    return std::ranges::any_of(
        std::array{"extra"sv, "forbidden"sv, "not permitted"sv, "not allowed"sv, "unknown"sv,
                   "unrecognized"sv, "unexpected"sv, "unsupported"sv, "not supported"sv},
        [&](std::string_view part) { return text::contains_ignoring_case(refusal, part); });
}

/// These fields are not optional, so they change only when the refusal names them.
bool change_named(Dialect& dialect, const std::string& refusal) {
    const bool length =
        !dialect.max_completion_tokens &&
        (refusal.find("max_completion_tokens") != std::string::npos ||
         (refusal.find("max_tokens") != std::string::npos && refuses_a_field(refusal)));
    const bool temperature =
        dialect.temperature && refusal.find("temperature") != std::string::npos;
    if (length) dialect.max_completion_tokens = true;
    if (temperature) dialect.temperature = false;
    return length || temperature;
}

/// Drops the fields that the refusal names. False when it names none that was sent.
bool drop_named(Dialect& dialect, const std::string& refusal) {
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
    // A refusal may quote the whole request, so the optional fields are tried first.
    return dropped || change_named(dialect, refusal);
}

/// Drops the least important field. False when none is left.
bool drop_next(Dialect& dialect) {
    for (const ExtraField& field : extra_fields) {
        if (!(dialect.*field.sent)) continue;
        dialect.*field.sent = false;
        return true;
    }
    return false;
}

bool names_a_field(const Dialect& dialect, const std::string& refusal) {
    Dialect changed = dialect;
    return drop_named(changed, refusal);
}

class Prober {
public:
    Prober(LoadClient& client, double wait_max_s, const std::atomic<bool>& stop)
        : client_(client), wait_max_s_(wait_max_s), stop_(stop) {}

    /// Asks, and asks again for up to `wait_max_s` while the server is not ready.
    Exchange ask(const Dialect& dialect) {
        client_.set_dialect(dialect);
        const double start_ms = client_.now_ms();
        double pause_s = pause_s_min;
        while (true) {
            Exchange answer = client_.probe(probe_prompt, probe_tokens, stop_);
            const double left_s = wait_max_s_ - (client_.now_ms() - start_ms) / 1000;
            const bool waits = answer.record.error && is_not_ready(answer) &&
                               !names_a_field(dialect, answer.server_message) && left_s > 0;
            if (!waits) return answer;
            pause(std::min(left_s, answer.retry_after_s.value_or(pause_s)));
            pause_s = std::min(2 * pause_s, pause_s_max);
        }
    }

    /// Drops fields until the request is accepted. A refusal that names a field of the request is
    /// believed, whatever its status and format; after any other, the same request is repeated
    /// first, because the refusal may have another reason.
    Exchange ask_with_less(Dialect& dialect) {
        const Dialect wanted = dialect;
        Exchange answer = ask(dialect);
        bool guessed = false;
        double pause_s = pause_s_min;
        for (int unexplained = 0; answer.record.error; answer = ask(dialect)) {
            if (drop_named(dialect, answer.server_message)) continue;
            if (!concerns_fields(answer) || is_not_ready(answer)) return answer;
            if (unexplained++ < unexplained_refusals_max) {
                pause(pause_s);
                pause_s *= 2;
            } else if (drop_next(dialect)) {
                guessed = true;
            } else {
                return answer;
            }
        }
        if (!guessed) return answer;
        Exchange again = ask(wanted);
        if (again.record.error) {
            client_.set_dialect(dialect);
            return answer;
        }
        dialect = wanted;
        return again;
    }

private:
    void pause(double seconds) {
        const double end_ms = client_.now_ms() + seconds * 1000;
        while (client_.now_ms() < end_ms && !stop_)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }

    LoadClient& client_;
    const double wait_max_s_;
    const std::atomic<bool>& stop_;
};

bool length_is_kept(const Exchange& answer) {
    const std::int64_t tokens = answer.record.output_tokens.value_or(answer.record.chunks);
    return !answer.record.error && tokens == probe_tokens;
}

/// For a server that ignored or rejected `ignore_eos`.
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
        case UsagePlace::after_end:
            return "after [DONE]";
    }
    return "none";
}

}  // namespace

DialectFindings probe_dialect(LoadClient& client, const domain::Workload& workload,
                              const std::atomic<bool>& stop, double wait_max_s) {
    Prober prober(client, wait_max_s, stop);
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
    // Running counts cost the server work in every event, so they are requested only when an event
    // has several tokens and the arrival of each would otherwise be unknown.
    dialect.continuous_usage =
        has_running_counts && answer.record.chunks < answer.record.output_tokens.value_or(0);
    if (!dialect.continuous_usage && has_running_counts) answer = prober.ask(dialect);
    dialect.finish_reason = !answer.record.error && answer.record.finish_reason.has_value();
    client.set_dialect(dialect);
    if (answer.record.error) {
        findings.failure = answer.record.error;
        return findings;
    }
    findings.counts_tokens = answer.record.output_tokens.has_value();
    capabilities["usage"] = findings.counts_tokens;
    capabilities["usage_place"] = name_of_place(answer.usage_place);
    capabilities["cached_tokens"] = answer.record.cached_input_tokens.has_value();
    capabilities["reasoning_field"] = reasoning_field_names(answer.reasoning_fields);
    capabilities["length_is_kept"] = length_is_kept(answer);
    if (answer.record.output_tokens.value_or(0) > 0)
        capabilities["chunks_per_token"] = static_cast<double>(answer.record.chunks) /
                                           static_cast<double>(*answer.record.output_tokens);
    return findings;
}

}  // namespace lem::measure
