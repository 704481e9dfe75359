#include "interchange/results/import.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/result/absent_facts.hpp"
#include "domain/result/aggregate.hpp"
#include "domain/result/result_wire.hpp"
#include "interchange/results/records.hpp"

#include <algorithm>
#include <cmath>

namespace lem::interchange {
namespace {

using domain::FieldFate;
using domain::OptionalFact;
using schema::json;

constexpr std::string_view importer_version = "1";
/// Other programs take a closed loop's latencies over all requests, as lem's definitions did before
/// 1.4.
constexpr std::string_view definitions = "1.3";
constexpr std::size_t mapping_max = 1000, reason_max = 400;

std::string joined(const std::string& place, const std::string& pointer) {
    if (place.empty() || pointer.empty() || place.starts_with('/')) return place + pointer;
    return place + " " + pointer;
}

domain::Device gpu(int index, std::string_view name) {
    return {.index = index,
            .kind = "gpu",
            .name = std::string(name),
            .uuid_hash = {},
            .memory_mb = {},
            .power_limit_watts = {},
            .driver_version = {}};
}

/// Of a table that states the energy of a token, but not that of the run.
void complete_ratios(domain::Cycle& cycle) {
    domain::CycleMetrics& metrics = cycle.metrics;
    cycle.energy.absent_reason = "the file states no energy";
    auto& each = metrics.joules_per_token;
    if (each && !(*each > 0)) each.reset();  // nothing computes without energy
    if (!each) return;
    cycle.energy.absent_reason = "the file states the energy of a token, not that of the run";
    metrics.tokens_per_joule = 1 / *metrics.joules_per_token;
    if (metrics.throughput_tokens_per_sec)
        metrics.avg_power_watts = *metrics.joules_per_token * *metrics.throughput_tokens_per_sec;
}

/// Rates and ratios of a cycle, from its tokens, time and energy.
void complete_cycle(domain::Cycle& cycle) {
    domain::CycleMetrics& metrics = cycle.metrics;
    const double length_s = cycle.window.end_s - cycle.window.start_s;
    const auto number = [](const std::optional<std::int64_t>& count) {
        return count ? std::optional(static_cast<double>(*count)) : std::nullopt;
    };
    const auto output = number(cycle.tokens.output), input = number(cycle.tokens.input);
    if (length_s > 0) {
        if (output && *output > 0) metrics.throughput_tokens_per_sec = *output / length_s;
        if (input) metrics.input_throughput_tokens_per_sec = *input / length_s;
        if (output && input)
            metrics.total_throughput_tokens_per_sec = (*output + *input) / length_s;
        if (cycle.requests.completed)
            metrics.requests_per_sec = *cycle.requests.completed / length_s;
    }
    if (cycle.requests.completed.value_or(0) > 0) {
        const double completed = *cycle.requests.completed;
        if (output && !cycle.mean_output_tokens) cycle.mean_output_tokens = *output / completed;
        if (input && !cycle.mean_input_tokens) cycle.mean_input_tokens = *input / completed;
    }
    auto& energy = cycle.energy.energy_joules;
    if (energy && *energy <= 0) energy.reset();  // nothing computes without energy
    if (!energy) return complete_ratios(cycle);
    metrics.total_energy_joules = *energy;
    if (length_s > 0) metrics.avg_power_watts = *energy / length_s;
    if (!output || *output <= 0) return;
    metrics.tokens_per_joule = *output / *energy;
    metrics.joules_per_token = *energy / *output;
    if (cycle.mean_output_tokens)
        metrics.joules_per_request = *metrics.joules_per_token * *cycle.mean_output_tokens;
}

}  // namespace

ImportedRun::ImportedRun(const ResultSource& source, std::string_view format, std::string place,
                         std::size_t number, schema::Findings& findings)
    : source_(source), place_(std::move(place)), findings_(findings) {
    result.tool = {.name = std::string(format), .version = "", .build = ""};
    result.provenance = domain::Provenance{.format = std::string(format),
                                           .format_version = std::nullopt,
                                           .importer_version = std::string(importer_version),
                                           .original_sha256 = std::string(source.sha256),
                                           .notes = {},
                                           .absent = {}};
    result.experiment.id =
        "imported-" + std::string(source.sha256.substr(0, 24)) + "-" + std::to_string(number);
    result.engine.name = domain::EngineName::openai;
    result.metric_definitions_version = definitions;
}

domain::Cycle& ImportedRun::add_cycle(double start_s, double length_s) {
    domain::Cycle& cycle = result.cycles.emplace_back();
    cycle.index = static_cast<int>(result.cycles.size());
    cycle.window = {.start_s = start_s, .end_s = start_s + length_s};
    return cycle;
}

void ImportedRun::model(std::string_view name, const std::string& source) {
    while (name.ends_with('/') || name.ends_with('\\'))
        name.remove_suffix(1);
    const bool file =
        text::iequals(name.substr(name.size() - std::min<std::size_t>(5, name.size())), ".gguf");
    const bool path = file || name.starts_with('/') || name.starts_with('.') ||
                      name.starts_with('~') || name.find('\\') != std::string_view::npos ||
                      name.find(":/") != std::string_view::npos ||
                      std::ranges::count(name, '/') > 1;
    if (path) name = name.substr(name.find_last_of("/\\") + 1);
    if (file) name.remove_suffix(5);
    result.model.name = std::string(name);
    report({source, "model.name", path ? FieldFate::converted : FieldFate::taken,
            path ? "the last part of a path, whose folders are private" : "the same"});
}

void ImportedRun::devices(std::string_view name, int count) {
    auto& all = result.environment.devices;
    for (int i = 0; i < std::clamp(count, 0, 4096); ++i)
        all.push_back(gpu(static_cast<int>(all.size()), name));
}

void ImportedRun::devices_unknown(std::string why) {
    devices_unknown_ = std::move(why);
}

void ImportedRun::load(domain::Load load) {
    result.experiment.load = std::move(load);
}

void ImportedRun::identity(std::string_view id, std::string_view program) {
    std::string named = program.empty() ? result.provenance->format : std::string(program);
    named += "-" + std::string(id);
    constexpr schema::FieldOptions options{
        .doc = {}, .length_max = 100, .format = schema::TextFormat::identifier};
    if (!id.empty() && !schema::text_problem(named, options))
        result.experiment.id = std::move(named);
}

void ImportedRun::derived(std::string target, std::string reason) {
    report({"", std::move(target), FieldFate::derived, std::move(reason)});
}

void ImportedRun::missing(OptionalFact fact, std::string reason) {
    result.provenance->absent.push_back({fact, std::move(reason)});
}

void ImportedRun::note(std::string text) {
    auto& notes = result.provenance->notes;
    text = text::cut(text, reason_max);
    if (std::ranges::find(notes, text) == notes.end()) notes.push_back(std::move(text));
}

void ImportedRun::report(domain::MappedField field) {
    auto& mapping = result.provenance->mapping;
    // What is missing comes last, and must not be cut off.
    const std::size_t most = field.fate == FieldFate::missing ? mapping_max : mapping_max - 100;
    if (mapping.size() >= most) return;
    field.source = text::cut(field.source, 300);
    field.reason = text::cut(field.reason, reason_max);
    mapping.push_back(std::move(field));
}

void ImportedRun::wrong(const std::string& pointer, std::string message) {
    findings_.add(joined(place_, pointer), std::move(message));
}

void ImportedRun::apply(const GivenFacts& given) {
    constexpr const char* by_user = "given by the person who imports";
    const auto say = [&](const char* target) { report({"", target, FieldFate::taken, by_user}); };
    if (given.model) {
        result.model.name = *given.model;
        say("model.name");
    }
    if (given.engine) {
        result.engine.name = *given.engine;
        say("engine.name");
    }
    if (given.engine_version) {
        result.engine.version = given.engine_version;
        say("engine.version");
    }
    if (given.hardware) {
        const auto before = static_cast<int>(result.environment.devices.size());
        const int count = given.hardware_count.value_or(std::max(1, before));
        result.environment.devices.clear();
        devices(*given.hardware, count);
        for (domain::Cycle& cycle : result.cycles) {
            if (count != before) cycle.energy.per_device.clear();
        }
        say("environment.devices");
    }
    if (result.model.name.empty()) wrong("", "does not name the model; give it with --model NAME");
}

void ImportedRun::complete() {
    apply(source_.given);
    if (devices_unknown_ && result.environment.devices.empty()) {
        report({"", "environment.devices", FieldFate::missing, *devices_unknown_});
        note(*devices_unknown_ + " Give them with --hardware NAME --devices N.");
    }
    for (domain::Cycle& cycle : result.cycles)
        complete_cycle(cycle);
    if (std::ranges::any_of(result.cycles, [](const domain::Cycle& cycle) {
            return cycle.window.end_s > cycle.window.start_s;
        }))
        derived("cycles.metrics", "rates and ratios, from tokens, time and energy");
    const bool any_energy = std::ranges::any_of(result.cycles, [](const domain::Cycle& cycle) {
        return cycle.energy.energy_joules || cycle.metrics.joules_per_token;
    });
    if (!any_energy) {
        result.energy_method = domain::EnergyMethod::none;
        result.energy_scope = domain::EnergyScope::none;
        result.energy_absent_reason = "the file states no energy";
    }
    result.baseline.absent_reason = "the file states no idle power";
    result.summary = domain::recompute_summary(result, {}).summary;
    missing(OptionalFact::config, "lem did not run it");
    for (const domain::Absence& absence : domain::absences(result)) {
        if (domain::states(result, absence.fact)) missing(absence.fact, "the file does not say");
    }
    for (const domain::AbsentFact& absent : result.provenance->absent)
        report({"", std::string(schema::name_of(absent.field)), FieldFate::missing, absent.reason});
}

std::optional<Violation> add_energy(domain::Result& result, const GivenEnergy& energy) {
    if (result.cycles.size() != 1)
        return Violation{"", "has " + std::to_string(result.cycles.size()) +
                                 " cycles; energy metered beside a run belongs to one"};
    domain::Cycle& cycle = result.cycles[0];
    if (cycle.energy.energy_joules) return Violation{"", "states energy of its own"};
    auto& devices = result.environment.devices;
    const int count = std::max(energy.gpu_count, static_cast<int>(energy.gpu_joules.size()));
    if (!devices.empty() && count > 1 && std::ssize(devices) != count)
        return Violation{"", "has " + std::to_string(devices.size()) + " devices, but " +
                                 std::to_string(count) + " were metered"};
    if (devices.empty()) {
        for (int i = 0; i < count; ++i)
            devices.push_back(gpu(i, energy.gpu_model.empty() ? "unknown GPU" : energy.gpu_model));
    }
    double joules = 0;
    for (std::size_t i = 0; i < energy.gpu_joules.size(); ++i) {
        joules += energy.gpu_joules[i];
        if (energy.gpu_joules.size() == devices.size())
            cycle.energy.per_device.push_back(
                {.device = static_cast<int>(i), .energy_joules = energy.gpu_joules[i]});
    }
    cycle.energy.energy_joules = joules;
    cycle.energy.absent_reason.reset();
    result.energy_scope = domain::EnergyScope::gpu;
    result.energy_method = domain::EnergyMethod::counter;
    result.energy_absent_reason.reset();
    complete_cycle(cycle);
    result.summary = domain::recompute_summary(result, {}).summary;
    auto& provenance = *result.provenance;
    if (provenance.mapping.size() < mapping_max)
        provenance.mapping.push_back({"", "cycles.energy.energy_joules", FieldFate::taken,
                                      text::cut(energy.source, reason_max)});
    provenance.notes.insert(provenance.notes.end(), energy.notes.begin(), energy.notes.end());
    const auto valid = schema::from_text<domain::Result>(schema::to_text(result));
    if (!valid) return valid.error().front();
    return std::nullopt;
}

Import::Import(const ResultSource& source, std::string_view format)
    : source_(source), format_(format) {}

ImportedRun& Import::begin(std::string place) {
    if (runs_.size() >= source_.results_max) {
        findings_.add(
            place, "is beyond the " + std::to_string(source_.results_max) + " runs that are read");
        return runs_.back();
    }
    return runs_.emplace_back(source_, format_, std::move(place), runs_.size() + 1, findings_);
}

void Import::wrong(const std::string& place, std::string message) {
    findings_.add(place, std::move(message));
}

void Import::wrong(const Violations& violations) {
    for (const auto& [place, message] : violations)
        findings_.add(place, message);
}

tl::expected<std::vector<domain::Result>, Violations> Import::take() && {
    std::vector<domain::Result> results;
    for (ImportedRun& run : runs_) {
        if (findings_.empty() || run.result.model.name.empty()) run.complete();
        results.push_back(std::move(run.result));
    }
    if (!findings_.empty()) return tl::unexpected(std::move(findings_).take());
    if (results.empty()) return tl::unexpected(Violations{{"", "has no run in it"}});
    return results;
}

namespace {

/// Where a document would hold a number that JSON has not: a value of the file was so small or so
/// large that what follows from it is infinite.
std::optional<std::string> not_finite(const domain::Result& result) {
    const auto bad = [](const std::optional<double>& value) {
        return value && !std::isfinite(*value);
    };
    for (const domain::Cycle& cycle : result.cycles) {
        const std::string place = "/cycles/" + std::to_string(cycle.index - 1);
        for (const domain::MetricDefinition& metric : domain::metrics) {
            if (bad(cycle.metrics.*metric.of_cycle))
                return place + "/metrics/" + std::string(metric.name);
        }
        if (bad(cycle.window.start_s) || bad(cycle.window.end_s)) return place + "/window";
        if (bad(cycle.energy.energy_joules)) return place + "/energy/energy_joules";
        for (const domain::DeviceEnergy& device : cycle.energy.per_device) {
            if (bad(device.energy_joules)) return place + "/energy/per_device";
        }
        if (bad(cycle.mean_input_tokens)) return place + "/mean_input_tokens";
        if (bad(cycle.mean_output_tokens)) return place + "/mean_output_tokens";
        if (bad(cycle.mean_concurrency)) return place + "/mean_concurrency";
    }
    for (const domain::MetricDefinition& metric : domain::metrics) {
        const domain::MetricSummary& summary = result.summary.*metric.of_summary;
        for (const auto& value :
             {summary.mean, summary.standard_deviation, summary.ci95_low, summary.ci95_high,
              summary.bca95_low, summary.bca95_high, summary.cv})
            if (bad(value)) return "/summary/" + std::string(metric.name);
    }
    for (const domain::Device& device : result.environment.devices) {
        if (bad(device.memory_mb) || bad(device.power_limit_watts)) return "/environment/devices";
    }
    if (bad(result.environment.memory_mb)) return "/environment/memory_mb";
    if (bad(result.model.parameters_total) || bad(result.model.parameters_active))
        return "/model/parameters_total";
    return std::nullopt;
}

}  // namespace

std::optional<ImportFailure> unreadable(std::string_view bytes) {
    const auto because = [](bool recognised, std::string message) {
        return ImportFailure{.recognised = recognised, .violations = {{"", std::move(message)}}};
    };
    if (bytes.size() > limits::import_bytes_max)
        return because(true, "is larger than " +
                                 std::to_string(limits::import_bytes_max / limits::mib) + " MiB");
    if (text::trim(bytes).empty() || bytes == byte_order_mark) return because(false, "is empty");
    if (!text::is_utf8(bytes)) return because(false, "is not text in UTF-8, as all formats are");
    return std::nullopt;
}

tl::expected<std::vector<domain::Result>, ImportFailure> finished(
    Import&& import, std::span<const std::string> notes) {
    const auto refuse = [](const Violations& violations) {
        return tl::unexpected(ImportFailure{.violations = violations});
    };
    auto results = std::move(import).take();
    if (!results) return refuse(results.error());
    for (domain::Result& result : *results) {
        auto& own = result.provenance->notes;
        own.insert(own.begin(), notes.begin(), notes.end());
        if (const auto place = not_finite(result))
            return refuse({{*place,
                            "is too large a number; a value of the file is too small or "
                            "too large"}});
        // What a document may hold is the last word: its fields have ranges, too.
        const auto valid = schema::from_text<domain::Result>(schema::to_text(result));
        if (!valid) return refuse(valid.error());
    }
    return std::move(*results);
}

}  // namespace lem::interchange
