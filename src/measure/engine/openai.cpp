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
        const std::string base =
            "http://" + endpoint_.host + ":" + std::to_string(endpoint_.port) + endpoint_.base_path;
        version_ = read_version(base + "/version");
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
    static std::optional<std::string> read_version(const std::string& url) {
        http::ClientRequest request{.url = url};
        request.timeout = std::chrono::seconds(5);
        const auto response = http::fetch(request);
        const auto document = schema::parse(response.body);
        const bool known = response.status == 200 && document && document->is_object() &&
                           document->contains("version") && (*document)["version"].is_string();
        if (!known) return std::nullopt;  // many servers have no such page
        return (*document)["version"].get<std::string>().substr(0, 100);
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
