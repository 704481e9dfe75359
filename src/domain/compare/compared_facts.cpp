#include "domain/compare/compared_facts.hpp"

#include "base/figures.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace lem::domain {
namespace {

using Value = std::optional<std::string>;

Value stated(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

Value shortened(const std::optional<std::string>& hash) {
    return hash ? std::optional(hash->substr(0, 8)) : std::nullopt;
}

/// "a, b": each word once; nullopt if none is stated.
template <class Of>
Value of_devices(const Result& result, const Of& of) {
    std::vector<std::string> words;
    for (const Device& device : result.environment.devices) {
        const Value word = of(device);
        if (word && std::ranges::find(words, *word) == words.end()) words.push_back(*word);
    }
    std::string joined;
    for (const std::string& word : words)
        joined += (joined.empty() ? "" : ", ") + word;
    return stated(joined);
}

template <class Of>
Value of_workload(const FactSource& source, const Of& of) {
    const auto& config = source.document.experiment.config;
    return config ? std::optional<std::string>(of(config->workload)) : std::nullopt;
}

std::string with_version(std::string_view name, const std::string& version) {
    return std::string(name) + (version.empty() ? "" : " " + version);
}

Value engine(const FactSource& source) {
    const auto name = schema::value_of<EngineName>(source.row.engine);
    return with_version(name ? schema::title_of(*name) : std::string_view(source.row.engine),
                        source.row.engine_version);
}

Value tokens_of_request(const FactSource& source) {
    const auto &in = source.row.input_tokens, &out = source.row.output_tokens;
    if (!in && !out) return std::nullopt;
    std::string words = in ? figures::tokens(*in) + " in" : "";
    if (out) words += (in ? ", " : "") + figures::tokens(*out) + " out";
    return words;
}

Value power_limit(const FactSource& source) {
    return of_devices(source.document, [](const Device& device) -> Value {
        if (!device.power_limit_watts) return std::nullopt;
        return figures::shown(*device.power_limit_watts) + " W";
    });
}

Value cycles(const FactSource& source) {
    const auto& all = source.document.cycles;
    if (all.empty()) return "none";
    double seconds = 0;
    for (const Cycle& cycle : all)
        seconds += cycle.window.end_s - cycle.window.start_s;
    // Tables of others state figures, and no times.
    const std::string length =
        seconds > 0 ? " of " + figures::shown(seconds / static_cast<double>(all.size())) + " s"
                    : ", length not stated";
    return figures::count(std::ssize(all)) + length +
           (source.row.complete ? "" : ", stopped early");
}

Value measured_by(const FactSource& source) {
    const auto& provenance = source.document.provenance;
    if (!provenance) return with_version(source.document.tool.name, source.document.tool.version);
    return with_version(provenance->format, provenance->format_version.value_or("")) + ", imported";
}

struct FactDefinition {
    std::string_view name;
    std::string_view title;
    Value (*of)(const FactSource& source);
};

constexpr std::array definitions{
    FactDefinition{"model", "Model", [](const FactSource& s) { return stated(s.row.model); }},
    FactDefinition{"revision", "Revision",
                   [](const FactSource& s) { return s.document.model.revision; }},
    FactDefinition{"precision", "Precision",
                   [](const FactSource& s) { return stated(s.row.precision); }},
    FactDefinition{"engine", "Engine", engine},
    FactDefinition{"hardware", "Hardware",
                   [](const FactSource& s) { return stated(s.row.hardware); }},
    FactDefinition{"power_limit_watts", "Power limit", power_limit},
    FactDefinition{"driver_version", "Driver",
                   [](const FactSource& s) {
                       return of_devices(s.document,
                                         [](const Device& d) { return d.driver_version; });
                   }},
    FactDefinition{"load", "Load", [](const FactSource& s) { return stated(s.row.load); }},
    FactDefinition{"tokens", "Tokens per request", tokens_of_request},
    FactDefinition{"prompts", "Prompts",
                   [](const FactSource& s) {
                       return of_workload(
                           s, [](const Workload& w) { return schema::title_of(w.prompts); });
                   }},
    FactDefinition{"prefix_cache", "Prefix cache",
                   [](const FactSource& s) {
                       return of_workload(
                           s, [](const Workload& w) { return w.prefix_cache ? "on" : "off"; });
                   }},
    FactDefinition{"seed", "Seed",
                   [](const FactSource& s) -> Value {
                       const auto& seed = s.document.experiment.seed;
                       return seed ? std::optional(std::to_string(*seed)) : std::nullopt;
                   }},
    FactDefinition{"energy_scope", "Energy scope",
                   [](const FactSource& s) -> Value {
                       return std::string(schema::title_of(s.row.energy_scope));
                   }},
    FactDefinition{"energy_method", "Energy method",
                   [](const FactSource& s) -> Value {
                       return std::string(schema::title_of(s.row.energy_method));
                   }},
    FactDefinition{"cycles", "Cycles", cycles},
    FactDefinition{"cpu_model", "CPU",
                   [](const FactSource& s) { return s.document.environment.cpu_model; }},
    FactDefinition{"os", "System", [](const FactSource& s) { return s.document.environment.os; }},
    FactDefinition{"kernel", "Kernel",
                   [](const FactSource& s) { return s.document.environment.kernel; }},
    FactDefinition{"host_hash", "Machine",
                   [](const FactSource& s) { return shortened(s.document.environment.host_hash); }},
    FactDefinition{"boards", "Boards",
                   [](const FactSource& s) {
                       return of_devices(s.document,
                                         [](const Device& d) { return shortened(d.uuid_hash); });
                   }},
    FactDefinition{
        "metric_definitions_version", "Metric definitions",
        [](const FactSource& s) { return stated(s.document.metric_definitions_version); }},
    FactDefinition{"measured_by", "Measured by", measured_by},
    FactDefinition{
        "trust", "Trust",
        [](const FactSource& s) -> Value { return std::string(schema::title_of(s.row.trust)); }},
    FactDefinition{
        "grade", "Quality",
        [](const FactSource& s) -> Value { return std::string(schema::name_of(s.row.grade)); }},
    FactDefinition{"submitted_by", "Submitted by",
                   [](const FactSource& s) { return stated(s.row.submitted_by); }},
};

template <class T>
std::string in_words(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
        return value;
    } else if constexpr (std::is_same_v<T, schema::Scalar>) {
        return std::visit([](const auto& held) { return in_words(held); }, value);
    } else {
        return schema::to_text(value);
    }
}

/// Settings and options of the engine by their names, in words.
std::map<std::string, std::string> engine_settings(const Result& result) {
    std::map<std::string, std::string> settings;
    const auto& config = result.experiment.config;
    if (!config) return settings;
    schema::for_each_field<EngineSettings>([&](const auto& field) {
        if (const auto& value = field.of(config->engine.settings))
            settings[std::string(field.name)] = in_words(*value);
    });
    for (const auto& [name, value] : config->engine.options)
        settings["option " + name] = in_words(value);
    return settings;
}

/// Of all settings that any result has; as many as a page can show.
std::vector<ComparedFact> settings_facts(std::span<const FactSource> results) {
    constexpr std::size_t settings_max = 60;
    std::vector<std::map<std::string, std::string>> of_each;
    std::map<std::string, ComparedFact> facts;
    for (const FactSource& source : results)
        of_each.push_back(engine_settings(source.document));
    for (const auto& settings : of_each)
        for (const auto& [name, value] : settings)
            facts[name] = {.name = "engine_" + name, .title = "Engine, " + name, .values = {}};
    std::vector<ComparedFact> made;
    for (auto& [name, fact] : facts) {
        for (const auto& settings : of_each) {
            const auto found = settings.find(name);
            fact.values.push_back(found == settings.end() ? Value() : Value(found->second));
        }
        if (made.size() < settings_max) made.push_back(std::move(fact));
    }
    return made;
}

}  // namespace

std::vector<ComparedFact> compared_facts(std::span<const FactSource> results) {
    std::vector<ComparedFact> facts;
    for (const FactDefinition& definition : definitions) {
        ComparedFact fact{.name = std::string(definition.name),
                          .title = std::string(definition.title),
                          .values = {}};
        for (const FactSource& source : results)
            fact.values.push_back(definition.of(source));
        facts.push_back(std::move(fact));
        if (definition.name == "engine")
            std::ranges::move(settings_facts(results), std::back_inserter(facts));
    }
    for (ComparedFact& fact : facts)
        fact.differs = std::ranges::any_of(
            fact.values, [&](const Value& value) { return value != fact.values.front(); });
    std::erase_if(facts, [](const ComparedFact& fact) {
        return std::ranges::none_of(fact.values,
                                    [](const Value& value) { return value.has_value(); });
    });
    return facts;
}

}  // namespace lem::domain
