#include "domain/result/absent_facts.hpp"

#include "domain/result/flags.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

using Fact = OptionalFact;

/// Facts of a part of the document; Visit is called with the fact, its place below the part, and
/// whether it is null.
template <class Visit>
void visit_run(const Result& result, Visit visit) {
    const ExperimentRecord& run = result.experiment;
    visit(Fact::config, "/experiment/config", !run.config);
    visit(Fact::load, "/experiment/load", load_of(result) == nullptr);
    visit(Fact::config_sha256, "/experiment/config_sha256", !run.config_sha256);
    visit(Fact::seed, "/experiment/seed", !run.seed);
    visit(Fact::schedule_sha256, "/experiment/schedule_sha256", !run.schedule_sha256);
    visit(Fact::started_at, "/experiment/started_at", !run.started_at);
    visit(Fact::ended_at, "/experiment/ended_at", !run.ended_at);
    const Environment& machine = result.environment;
    visit(Fact::host_hash, "/environment/host_hash", !machine.host_hash);
    visit(Fact::os, "/environment/os", !machine.os);
    visit(Fact::kernel, "/environment/kernel", !machine.kernel);
    visit(Fact::cpu_model, "/environment/cpu_model", !machine.cpu_model);
    visit(Fact::cpu_count, "/environment/cpu_count", !machine.cpu_count);
    visit(Fact::memory_mb, "/environment/memory_mb", !machine.memory_mb);
}

template <class Visit>
void visit_cycle(const Cycle& cycle, Visit visit) {
    visit(Fact::window_started_at, "/window/started_at", !cycle.window.started_at);
    visit(Fact::window_ended_at, "/window/ended_at", !cycle.window.ended_at);
    // The flag says why a run of lem has no counts.
    const bool uncounted = holds(cycle.flags, CycleFlag::token_count_unreliable);
    visit(Fact::tokens_input, "/tokens/input", !cycle.tokens.input && !uncounted);
    visit(Fact::tokens_output, "/tokens/output", !cycle.tokens.output && !uncounted);
    visit(Fact::requests_completed, "/requests/completed", !cycle.requests.completed);
    visit(Fact::requests_failed, "/requests/failed", !cycle.requests.failed);
    visit(Fact::requests_unfinished, "/requests/unfinished", !cycle.requests.unfinished);
    visit(Fact::mean_concurrency, "/mean_concurrency", !cycle.mean_concurrency);
}

const AbsentFact* stated(const Result& result, Fact fact) {
    if (!result.provenance) return nullptr;
    const auto& absent = result.provenance->absent;
    const auto found = std::ranges::find(absent, fact, &AbsentFact::field);
    return found == absent.end() ? nullptr : &*found;
}

}  // namespace

std::vector<Absence> absences(const Result& result) {
    std::vector<Absence> found;
    const auto look = [&](const std::string& part) {
        return [&found, part](Fact fact, const char* place, bool absent) {
            if (absent) found.push_back({fact, part + place});
        };
    };
    visit_run(result, look(""));
    for (std::size_t i = 0; i < result.cycles.size(); ++i)
        visit_cycle(result.cycles[i], look("/cycles/" + std::to_string(i)));
    return found;
}

std::vector<UnexplainedAbsence> unexplained_absences(const Result& result) {
    std::vector<UnexplainedAbsence> found;
    for (auto& [fact, pointer] : absences(result)) {
        if (stated(result, fact) != nullptr) continue;
        found.push_back({std::move(pointer),
                         result.provenance
                             ? "is null; give the reason for " +
                                   std::string(schema::name_of(fact)) + " in /provenance/absent"
                             : "is required; only a result with provenance, which another tool "
                               "measured, may lack it"});
    }
    return found;
}

bool states(const Result& result, Fact fact) {
    return stated(result, fact) == nullptr;
}

std::string why_absent(const Result& result, Fact fact) {
    const AbsentFact* absent = stated(result, fact);
    return absent != nullptr ? absent->reason : std::string(schema::name_of(fact)) + " is null";
}

}  // namespace lem::domain
