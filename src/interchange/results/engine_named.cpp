#include "base/text.hpp"
#include "interchange/results/import.hpp"

#include <algorithm>

namespace lem::interchange {

std::optional<domain::EngineName> engine_named(std::string_view name) {
    using E = domain::EngineName;
    struct Name {
        std::string_view start;
        E engine;
    };
    // What the tools and their users write; the first that the name starts with.
    constexpr std::array names{
        Name{"vllm", E::vllm},
        Name{"sglang", E::sglang},
        Name{"sgl", E::sglang},
        Name{"tensorrt", E::tensorrt_llm},
        Name{"trt", E::tensorrt_llm},
        Name{"tgi", E::tgi},
        Name{"text-generation", E::tgi},
        Name{"llama", E::llama_cpp},
        Name{"gguf", E::llama_cpp},
        Name{"ollama", E::ollama},
        Name{"transformers", E::transformers},
        Name{"pytorch", E::transformers},
        Name{"hf", E::transformers},
    };
    const std::string lowered = text::lower(name);
    const auto found = std::ranges::find_if(
        names, [&](const Name& one) { return std::string_view(lowered).starts_with(one.start); });
    return found == names.end() ? std::nullopt : std::optional(found->engine);
}

}  // namespace lem::interchange
