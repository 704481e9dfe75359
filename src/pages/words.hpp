#pragma once
/// What wire names are called and how engines look on a page; the application holds the same tables
/// (web/src/shared/format/words.ts).

#include <string>
#include <string_view>

namespace lem::pages {

/// "GPU board"; the name itself where it is not a scope's.
std::string scope_word(std::string_view scope);
/// "hardware counter"
std::string method_word(std::string_view method);

/// "Arithmetic": the checks whose codes start with this letter.
std::string check_family(char letter);
/// How much the cycles vary: "stable", "normal", "variable", "noisy"; the method page has the
/// limits.
std::string_view variation_word(double cv);
/// The last part of "Qwen/Qwen3-8B".
std::string_view short_model(std::string_view name);
/// "20 November 2026" and "20 November 2026, 10:00 UTC"; the text itself where it is no UTC time.
std::string date_text(std::string_view utc);
std::string date_time_text(std::string_view utc);

/// Symbol, which decides the colour too, and name of an engine.
struct EngineLook {
    std::string_view name, symbol, label;
};
EngineLook look_of(std::string_view engine);

}  // namespace lem::pages
