#include "base/log.hpp"

#include "base/clock.hpp"
#include "base/text.hpp"

#include <atomic>
#include <cmath>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace lem::log {
namespace {

spdlog::logger& logger() {
    static const auto instance = [] {
        auto made = spdlog::stderr_logger_mt("lem");
        made->set_pattern("%v");
        made->flush_on(spdlog::level::info);
        return made;
    }();
    return *instance;
}

// Set once at start by configure(), read by every thread.
std::atomic<Format> chosen_format{Format::text};

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warn:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

nlohmann::ordered_json to_json(const Field& field) {
    return std::visit([](const auto& value) -> nlohmann::ordered_json { return value; },
                      field.value);
}

}  // namespace

void configure(Format format, Level least) {
    chosen_format = format;
    logger().set_level(to_spdlog(least));
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    const auto spd_level = to_spdlog(level);
    if (!logger().should_log(spd_level)) return;
    const std::string_view name = level == Level::warn    ? "warn"
                                  : level == Level::error ? "error"
                                  : level == Level::info  ? "info"
                                                          : "debug";
    const std::string at = text::rfc3339(SystemClock().now_ms());
    using Dump = nlohmann::ordered_json::error_handler_t;
    if (chosen_format == Format::json) {
        nlohmann::ordered_json line{{"at", at}, {"level", name}, {"event", event}};
        for (const Field& field : fields)
            line[std::string(field.key)] = to_json(field);
        logger().log(spd_level, line.dump(-1, ' ', false, Dump::replace));
        return;
    }
    std::string line = at + " " + std::string(name) + " " + std::string(event);
    for (const Field& field : fields) {
        line +=
            " " + std::string(field.key) + "=" + to_json(field).dump(-1, ' ', false, Dump::replace);
    }
    logger().log(spd_level, line);
}

}  // namespace lem::log
