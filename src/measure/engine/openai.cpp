#include "measure/engine/engine.hpp"
#include "measure/engine/server_version.hpp"

namespace lem::measure {
namespace {

/// An endpoint that is already running.
class OpenAi final : public Engine {
public:
    explicit OpenAi(const EngineContext& context) : name_(context.config.engine.name) {
        endpoint_ = attached_endpoint(context.config.engine, context.config_folder);
        reach(endpoint_);
        version_ = server_version(endpoint_, "/version", "version");  // vLLM, Ollama by its proxy
        if (!version_) version_ = server_version(endpoint_, "/props", "build_info");  // llama.cpp
        if (!version_) version_ = server_version(endpoint_, "/info", "version");      // TGI
        if (!version_) version_ = server_version(endpoint_, "/api/version", "version");  // Ollama
    }

    Endpoint endpoint() const override { return endpoint_; }
    std::optional<int> pid() const override { return std::nullopt; }
    std::optional<std::string> death() override { return std::nullopt; }
    void stop() override {}
    domain::EngineRecord record() const override {
        return {.name = name_,
                .version = version_,
                .launcher = "attached",
                .image_sha256 = {},
                .arguments = {},
                .capabilities = {}};
    }

private:
    domain::EngineName name_;
    Endpoint endpoint_;
    std::optional<std::string> version_;
};

}  // namespace

Endpoint attached_endpoint(const domain::EngineConfig& config,
                           const std::filesystem::path& config_folder) {
    LEM_ASSERT(config.base_url.has_value());
    Endpoint endpoint = parse_endpoint(*config.base_url);
    add_headers(endpoint, config);
    if (config.ca_file) endpoint.ca_file = (config_folder / *config.ca_file).string();
    return endpoint;
}

std::unique_ptr<Engine> attach_openai(const EngineContext& context) {
    return std::make_unique<OpenAi>(context);
}

}  // namespace lem::measure
