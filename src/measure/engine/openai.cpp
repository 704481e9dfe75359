#include "measure/engine/engine.hpp"
#include "platform/http/client.hpp"
#include "schema/json.hpp"

#include <cstdlib>

namespace lem::measure {
namespace {

/// An endpoint that somebody else runs.
class OpenAi final : public Engine {
public:
    explicit OpenAi(const EngineContext& context) : name_(context.config.engine.name) {
        const domain::EngineConfig& config = context.config.engine;
        if (!config.base_url)
            throw Error(
                ErrorCode::bad_request,
                "The engine openai needs engine.base_url, for example http://127.0.0.1:8000.");
        endpoint_ = parse_endpoint(*config.base_url);
        if (config.api_key_env) {
            const char* key = std::getenv(config.api_key_env->c_str());
            if (key == nullptr)
                throw Error(
                    ErrorCode::bad_request,
                    "engine.api_key_env names " + *config.api_key_env + ", which is not set.");
            endpoint_.api_key = key;
        }
        if (config.ca_file) endpoint_.ca_file = (context.config_folder / *config.ca_file).string();
        reach(endpoint_);
        version_ = text_at("/version", "version");                     // vLLM, Ollama by its proxy
        if (!version_) version_ = text_at("/props", "build_info");     // llama.cpp
        if (!version_) version_ = text_at("/info", "version");         // TGI
        if (!version_) version_ = text_at("/api/version", "version");  // Ollama
    }

    Endpoint endpoint() const override { return endpoint_; }
    std::optional<GgufModel> model() const override { return std::nullopt; }
    std::optional<int> pid() const override { return std::nullopt; }
    std::optional<std::string> death() override { return std::nullopt; }
    void stop() override {}
    domain::EngineRecord record() const override {
        return {.name = name_,
                .version = version_,
                .launcher = "attached",
                .arguments = {},
                .capabilities = {}};
    }

private:
    /// A member of a JSON page; nothing when the server has no such page, as many have not.
    std::optional<std::string> text_at(const std::string& page, const char* member) const {
        http::ClientRequest request{.url = endpoint_.url() + page};
        request.timeout = std::chrono::seconds(5);
        request.response_bytes_max = 4 << 20;
        request.ca_file = endpoint_.ca_file;
        if (!endpoint_.api_key.empty())
            request.headers.push_back({"Authorization", "Bearer " + endpoint_.api_key});
        try {
            const auto response = http::fetch(request);
            const auto document = schema::parse(response.body);
            const bool known = response.status == 200 && document && document->is_object() &&
                               document->contains(member) && (*document)[member].is_string();
            if (known) return (*document)[member].get<std::string>().substr(0, 100);
        } catch (const Error&) {
            // It answers slowly or oddly; the version is not worth the run.
        }
        return std::nullopt;
    }

    domain::EngineName name_;
    Endpoint endpoint_;
    std::optional<std::string> version_;
};

}  // namespace

std::unique_ptr<Engine> attach_openai(const EngineContext& context) {
    return std::make_unique<OpenAi>(context);
}

std::unique_ptr<Engine> start_engine(const EngineContext& context) {
    const domain::EngineConfig& config = context.config.engine;
    if (config.name == domain::EngineName::openai || config.base_url) return attach_openai(context);
    if (config.name == domain::EngineName::llama_cpp) return start_llama_cpp(context);
    throw Error(ErrorCode::bad_request,
                "This version cannot start " + std::string(schema::name_of(config.name)) +
                    " itself. Start it, and set engine.base_url to its address.");
}

}  // namespace lem::measure
