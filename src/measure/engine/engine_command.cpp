#include "base/text.hpp"
#include "measure/engine/served_engine.hpp"
#include "schema/write.hpp"

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

void add_setting(const domain::EngineSpec& spec, std::string_view flag, const std::string& value,
                 Command& command) {
    if (spec.settings_are_environment) {
        command.environment.push_back(std::string(flag) + "=" + value);
    } else {
        command.arguments.emplace_back(flag);
        command.arguments.push_back(value);
    }
}

void add_settings(const domain::EngineSpec& spec, const domain::EngineSettings& settings,
                  Command& command) {
    schema::for_each_field<domain::EngineSettings>([&](const auto& field) {
        const auto& value = settings.*field.member;
        if (!value) return;
        for (const domain::SettingFlag& one : spec.settings) {
            if (one.setting == field.name && !one.flag.empty())
                add_setting(spec, one.flag, setting_text(*value), command);
        }
    });
}

void add_options(const domain::EngineSpec& spec, const domain::EngineConfig& config,
                 Command& command) {
    for (const auto& [name, value] : config.options) {
        if (spec.settings_are_environment) {
            command.environment.push_back(name + "=" + schema::plain_text(value));
            continue;
        }
        const auto* flag = std::get_if<bool>(&value);
        const bool off = flag != nullptr && !*flag;
        command.arguments.push_back((off ? "--no-" : "--") + name);
        if (flag == nullptr) command.arguments.push_back(schema::plain_text(value));
    }
}

}  // namespace

Command command_of(const ServedEngine& engine, const LaunchPlan& plan) {
    Command command{.environment = {}, .arguments = plan.program};
    engine.base(plan, command);
    add_settings(engine.spec(), plan.config.engine.settings, command);
    add_options(engine.spec(), plan.config.engine, command);
    return command;
}

void require_environment(const domain::EngineConfig& config) {
    for (const std::string& name : config.env) {
        if (std::getenv(name.c_str()) == nullptr)
            throw Error(ErrorCode::bad_request,
                        "engine.env names " + name +
                            ", which is not set. Export it, or remove it from engine.env.");
    }
}

int context_of(const LaunchPlan& plan) {
    constexpr int added_tokens = 256;
    const domain::Workload& workload = plan.config.workload;
    const int longest =
        plan.request_tokens_max.value_or(workload.input_tokens + workload.output_tokens);
    return plan.config.engine.settings.context_length.value_or(longest + added_tokens);
}

}  // namespace lem::measure
