#include "base/text.hpp"
#include "measure/engine/served_engine.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <cstdlib>

namespace lem::measure {
namespace {

std::string setting_text(const std::string& value) {
    return value;
}
std::string setting_text(int value) {
    return std::to_string(value);
}
std::string setting_text(double value) {
    return text::number(value);
}

void add_setting(const ServedEngine& engine, std::string_view flag, const std::string& value,
                 Command& command) {
    if (engine.options_are_environment) {
        command.environment.push_back(std::string(flag) + "=" + value);
    } else {
        command.arguments.emplace_back(flag);
        command.arguments.push_back(value);
    }
}

[[noreturn]] void refuse_setting(const ServedEngine& engine, std::string_view name) {
    std::string known;
    for (const SettingFlag& setting : engine.settings) {
        if (known.find(setting.name) == std::string::npos)
            known += (known.empty() ? "" : ", ") + std::string(setting.name);
    }
    throw Error(ErrorCode::bad_request,
                "The engine " + std::string(schema::name_of(engine.name)) + " has no setting " +
                    std::string(name) + " (engine.settings." + std::string(name) +
                    "). It knows: " + known +
                    ". Remove it, or use engine.options for an option of the engine's own.");
}

void add_settings(const ServedEngine& engine, const domain::EngineSettings& settings,
                  Command& command) {
    schema::for_each_field<domain::EngineSettings>([&](const auto& field) {
        const auto& value = settings.*field.member;
        if (!value) return;
        bool known = false;
        for (const SettingFlag& setting : engine.settings) {
            if (setting.name != field.name) continue;
            known = true;
            if (!setting.flag.empty())
                add_setting(engine, setting.flag, setting_text(*value), command);
        }
        if (!known) refuse_setting(engine, field.name);
    });
}

/// Engines take an option with hyphens or with underscores.
bool same_option(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char one, char other) {
        return one == other || (one == '_' && other == '-') || (one == '-' && other == '_');
    });
}

/// What lem passes is set by lem's own fields alone: twice would leave open what was in force, and
/// two words for one thing would make two configurations of it.
void refuse_own(const ServedEngine& engine, const std::string& option) {
    const auto refuse = [&](std::string_view field) {
        throw Error(ErrorCode::bad_request,
                    "engine.options." + option + " is set by " +
                        (field.empty() ? "lem itself. Remove it."
                                       : std::string(field) + ". Use that instead."));
    };
    for (const OwnOption& own : engine.own_options) {
        if (same_option(own.name, option)) refuse(own.field);
    }
    for (const SettingFlag& setting : engine.settings) {
        const auto bare =
            setting.flag.substr(std::min(setting.flag.find_first_not_of('-'), setting.flag.size()));
        if (same_option(bare, option)) refuse("engine.settings." + std::string(setting.name));
    }
}

void add_options(const ServedEngine& engine, const domain::EngineConfig& config, Command& command) {
    for (const auto& [name, value] : config.options) {
        refuse_own(engine, name);
        if (engine.options_are_environment) {
            command.environment.push_back(name + "=" + schema::plain_text(value));
            continue;
        }
        const auto* flag = std::get_if<bool>(&value);
        const bool off = flag != nullptr && !*flag;
        if (off && !engine.flags_have_no_form)
            throw Error(ErrorCode::bad_request,
                        "engine.options." + name + ": false cannot be passed to " +
                            std::string(schema::name_of(engine.name)) +
                            ", which has no word for a flag that is off. Leave it out.");
        command.arguments.push_back((off ? "--no-" : "--") + name);
        if (flag == nullptr) command.arguments.push_back(schema::plain_text(value));
    }
}

}  // namespace

Command command_of(const ServedEngine& engine, const LaunchPlan& plan) {
    Command command{.environment = {}, .arguments = plan.program};
    engine.base(plan, command);
    add_settings(engine, plan.config.engine.settings, command);
    add_options(engine, plan.config.engine, command);
    return command;
}

void require_environment(const domain::EngineConfig& config) {
    for (const std::string& name : config.env) {
        if (name.find('=') != std::string::npos)
            throw Error(ErrorCode::bad_request,
                        "engine.env takes names alone, so that no value is stored: write " +
                            name.substr(0, name.find('=')) +
                            " and set the variable where lem is run.");
        if (std::getenv(name.c_str()) == nullptr)
            throw Error(ErrorCode::bad_request,
                        "engine.env names " + name +
                            ", which is not set. Export it, or remove it from engine.env.");
    }
}

int streams_of(const domain::Load& load) {
    constexpr int open_loop = 8;
    if (const auto* closed = std::get_if<domain::ConcurrencyLoad>(&load)) return closed->streams;
    const auto* search = std::get_if<domain::SloSearchLoad>(&load);
    if (search != nullptr && search->over == domain::SloSearchOver::concurrency)
        return static_cast<int>(search->highest);
    return open_loop;
}

int context_of(const LaunchPlan& plan) {
    constexpr int added_tokens = 256;
    const domain::Workload& workload = plan.config.workload;
    const int longest =
        plan.request_tokens_max.value_or(workload.input_tokens + workload.output_tokens);
    return plan.config.engine.settings.context_length.value_or(longest + added_tokens);
}

int in_flight_max_of(const domain::Load& load) {
    return std::visit(
        [](const auto& open) {
            if constexpr (requires { open.in_flight_max; })
                return open.in_flight_max;
            else
                return open.streams;
        },
        load);
}

}  // namespace lem::measure
