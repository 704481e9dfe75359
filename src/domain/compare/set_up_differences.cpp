#include "domain/compare/set_up_differences.hpp"

#include "domain/result/absent_facts.hpp"
#include "domain/result/device_set.hpp"
#include "domain/result/flags.hpp"
#include "schema/write.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

std::string load_in_words(const Result& result) {
    const Load* load = load_of(result);
    return load != nullptr ? schema::to_text(*load) : "not stated";
}

std::string prompts_in_words(const Result& result) {
    const auto& config = result.experiment.config;
    return config ? std::string(schema::name_of(config->workload.prompts)) : "not stated";
}

std::vector<std::string> boards_of(const Result& result) {
    std::vector<std::string> boards;
    for (const Device& device : result.environment.devices)
        boards.push_back(device.uuid_hash.value_or(device.name));
    std::sort(boards.begin(), boards.end());
    return boards;
}

}  // namespace

std::vector<std::string> set_up_differences(const Result& a, const Result& b) {
    std::vector<std::string> differences;
    const auto note = [&](std::string_view what, const std::string& of_a, const std::string& of_b) {
        if (of_a != of_b) differences.push_back(std::string(what) + ": " + of_a + " / " + of_b);
    };
    note("model", a.model.name, b.model.name);
    note("precision", a.model.precision.value_or("unknown"), b.model.precision.value_or("unknown"));
    note("engine", std::string(schema::name_of(a.engine.name)),
         std::string(schema::name_of(b.engine.name)));
    note("engine version", a.engine.version.value_or("unknown"),
         b.engine.version.value_or("unknown"));
    note("load", load_in_words(a), load_in_words(b));
    note("prompts", prompts_in_words(a), prompts_in_words(b));
    note("CPU", known_or_unknown(a.environment.cpu_model),
         known_or_unknown(b.environment.cpu_model));
    note("machine", known_or_unknown(a.environment.host_hash).substr(0, 8),
         known_or_unknown(b.environment.host_hash).substr(0, 8));
    note("devices", device_set_of(a.environment).name, device_set_of(b.environment).name);
    return differences;
}

std::vector<std::string> cautions_against(const ComparedResult& a, const ComparedResult& b) {
    std::vector<std::string> cautions;
    for (const ComparedResult* one : {&a, &b}) {
        if (!one->result.experiment.complete) cautions.push_back(one->name + " was stopped early.");
        if (any_cycle_has(one->result, CycleFlag::client_bound))
            cautions.push_back(one->name + " was limited by the load client.");
    }
    if (ran_on_other_boards(a.result, b.result) &&
        device_set_of(a.result.environment).name == device_set_of(b.result.environment).name)
        cautions.push_back(a.name + " and " + b.name +
                           " ran on different boards of one kind, whose power sensors may differ.");
    if (a.result.model.name != b.result.model.name &&
        a.result.model.architecture != b.result.model.architecture)
        cautions.push_back("The tokenizers of " + a.name + " and " + b.name +
                           " may differ: a token is then not the same amount of text.");
    return cautions;
}

bool ran_on_other_boards(const Result& a, const Result& b) {
    return boards_of(a) != boards_of(b);
}

}  // namespace lem::domain
