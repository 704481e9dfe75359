#include "pages/words.hpp"

#include <algorithm>
#include <array>

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

EngineLook look_of(std::string_view engine) {
    const auto found = std::find_if(engine_looks.begin(), engine_looks.end(),
                                    [&](const EngineLook& look) { return look.name == engine; });
    return found == engine_looks.end() ? EngineLook{engine, "other", engine} : *found;
}

}  // namespace lem::pages
