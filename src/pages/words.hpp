#pragma once
/// Wording of names, dates and variation on a page. The web application uses the same tables,
/// through the generated vocabulary. Pure.

#include "schema/record.hpp"

#include <array>
#include <string>
#include <string_view>

namespace lem::pages {

/// "GPU board" for "gpu"; the name itself if the enumeration does not have it.
template <class E>
std::string_view title_of_name(std::string_view name) {
    const auto value = schema::value_of<E>(name);
    return value ? schema::title_of(*value) : name;
}

/// The last part of "Qwen/Qwen3-8B".
std::string_view short_model(std::string_view name);
/// "20 November 2026" and "20 November 2026, 10:00 UTC"; the text itself if it is not a UTC time.
std::string date_text(std::string_view utc);
std::string date_time_text(std::string_view utc);

/// Words for the variation of cycles, each up to a coefficient of variation; the last has no limit.
struct VariationWord {
    double cv_max;
    std::string_view word;
};
inline constexpr std::array variation_words{
    VariationWord{0.02, "stable"},
    VariationWord{0.05, "normal"},
    VariationWord{0.1, "variable"},
    VariationWord{1e300, "noisy"},
};
std::string_view variation_word(double cv);

/// The symbol of an engine, which also decides its colour.
struct EngineSymbol {
    std::string_view engine, symbol;
};
inline constexpr std::array engine_symbols{
    EngineSymbol{"vllm", "vllm"},          EngineSymbol{"transformers", "pytorch"},
    EngineSymbol{"sglang", "sglang"},      EngineSymbol{"tensorrt-llm", "tensorrt"},
    EngineSymbol{"llama.cpp", "llamacpp"}, EngineSymbol{"tgi", "tgi"},
    EngineSymbol{"ollama", "ollama"},
};
/// "other" for an engine without a symbol of its own.
std::string_view symbol_of(std::string_view engine);

}  // namespace lem::pages
