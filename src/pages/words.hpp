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

/// Symbol, which decides the colour too, and name of an engine.
struct EngineLook {
    std::string_view name, symbol, label;
};
EngineLook look_of(std::string_view engine);

}  // namespace lem::pages
