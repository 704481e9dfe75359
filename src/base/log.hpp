#pragma once
/// Structured logs: one JSON object a line on standard error in a service, plain text in a
/// terminal. Thread-safe. The domain does not log.

#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace lem::log {

enum class Level { debug, info, warn, error };
enum class Format { text, json };

struct Field {
    std::string_view key;
    std::variant<std::string, double, std::int64_t, bool> value;
};

/// Call once, at start. Before that, messages of level info and above are written as text.
void configure(Format format, Level least);

/// `event` is a constant in snake_case that can be searched for; what varies goes into the fields.
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});

inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::info, event, fields);
}
inline void warn(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::warn, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::error, event, fields);
}

}  // namespace lem::log
