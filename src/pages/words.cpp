#include "pages/words.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace lem::pages {
namespace {

struct Word {
    std::string_view name, word;
};
constexpr std::array scope_words{
    Word{"none", "no energy"},
    Word{"gpu", "GPU board"},
    Word{"cpu", "CPU"},
    Word{"cpu+dram", "CPU and memory"},
    Word{"gpu+cpu+dram", "GPU, CPU, memory"},
    Word{"module", "module"},
    Word{"node_wall", "whole machine"},
};
constexpr std::array method_words{
    Word{"none", "no energy"},
    Word{"counter", "hardware counter"},
    Word{"integrated_power", "power samples"},
    Word{"replayed", "replayed trace"},
    Word{"modelled", "modelled, not measured"},
};

constexpr std::array check_families{
    Word{"A", "Arithmetic"}, Word{"E", "Energy and power"}, Word{"P", "Performance bounds"},
    Word{"S", "Statistics"}, Word{"F", "Signs of fraud"},   Word{"D", "Document"},
};

template <std::size_t N>
std::string word(const std::array<Word, N>& words, std::string_view name) {
    const auto found = std::find_if(words.begin(), words.end(),
                                    [&](const Word& known) { return known.name == name; });
    return std::string(found == words.end() ? name : found->word);
}

constexpr std::array engine_looks{
    EngineLook{"vllm", "vllm", "vLLM"},
    EngineLook{"transformers", "pytorch", "PyTorch"},
    EngineLook{"sglang", "sglang", "SGLang"},
    EngineLook{"tensorrt-llm", "tensorrt", "TensorRT-LLM"},
    EngineLook{"llama.cpp", "llamacpp", "llama.cpp"},
    EngineLook{"tgi", "other", "TGI"},
    EngineLook{"ollama", "other", "Ollama"},
    EngineLook{"openai", "other", "endpoint"},
};

}  // namespace

std::string scope_word(std::string_view scope) {
    return word(scope_words, scope);
}

std::string method_word(std::string_view method) {
    return word(method_words, method);
}

std::string check_family(char letter) {
    return word(check_families, std::string_view(&letter, 1));
}

std::string_view variation_word(double cv) {
    if (cv <= 0.02) return "stable";
    if (cv <= 0.05) return "normal";
    return cv <= 0.1 ? "variable" : "noisy";
}

std::string_view short_model(std::string_view name) {
    return name.substr(name.rfind('/') + 1);
}

std::string date_text(std::string_view utc) {
    constexpr std::array months{"January",   "February", "March",    "April",
                                "May",       "June",     "July",     "August",
                                "September", "October",  "November", "December"};
    // "2026-11-20T10:00:00Z"
    const auto digits = [&](std::size_t at, std::size_t count) -> std::size_t {
        std::size_t value = 0;
        for (const char c : utc.substr(at, count))
            value = c < '0' || c > '9' ? 10'000 : value * 10 + static_cast<std::size_t>(c - '0');
        return value;
    };
    if (utc.size() < 20 || utc[10] != 'T' || !utc.ends_with('Z') || digits(0, 4) > 9999 ||
        digits(5, 2) < 1 || digits(5, 2) > months.size() || digits(8, 2) > 31)
        return std::string(utc);
    return fmt::format("{} {} {}", digits(8, 2), months[digits(5, 2) - 1], utc.substr(0, 4));
}

std::string date_time_text(std::string_view utc) {
    const std::string date = date_text(utc);
    return date == utc ? date : fmt::format("{}, {} UTC", date, utc.substr(11, 5));
}

EngineLook look_of(std::string_view engine) {
    const auto found = std::find_if(engine_looks.begin(), engine_looks.end(),
                                    [&](const EngineLook& look) { return look.name == engine; });
    return found == engine_looks.end() ? EngineLook{engine, "other", engine} : *found;
}

}  // namespace lem::pages
