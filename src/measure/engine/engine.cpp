#include "measure/engine/engine.hpp"

#include "measure/engine/served_engine.hpp"

namespace lem::measure {

std::span<const ServedEngine* const> served_engines() {
    static constexpr std::array engines{&llama_cpp_engine, &vllm_engine, &transformers_engine,
                                        &sglang_engine,    &tgi_engine,  &tensorrt_llm_engine,
                                        &ollama_engine};
    return engines;
}

const ServedEngine* served_engine(domain::EngineName name) {
    for (const ServedEngine* engine : served_engines()) {
        if (engine->name == name) return engine;
    }
    return nullptr;
}

std::unique_ptr<Engine> start_engine(const EngineContext& context) {
    const domain::EngineConfig& config = context.config.engine;
    const ServedEngine* engine = served_engine(config.name);
    if (engine == nullptr || config.base_url) return attach_openai(context);
    return serve(*engine, context);
}

}  // namespace lem::measure
