#pragma once
/// What a running server reports about its models on GET /v1/models: vLLM and SGLang give
/// max_model_len, llama.cpp a `meta` with n_params and n_ctx_train. Used when the model's files are
/// not available.

#include "measure/load/load_client.hpp"
#include "schema/json.hpp"

namespace lem::measure {

struct ServerModel {
    std::optional<double> parameters;
    std::optional<int> context_length;
};

/// The entry with this name, or the only one. Pure; values of a wrong type are left out.
ServerModel parse_server_model(const schema::json& page, const std::string& name);
/// Empty when the server has no such page.
ServerModel ask_server_model(const Endpoint& endpoint, const std::string& name);

/// The ids on the page, each once and in its order. Pure; entries without a text id are left out.
std::vector<std::string> parse_server_models(const schema::json& page);
/// The models that the server lists; empty when it has no such page. Throws Error(unavailable) when
/// the server cannot be reached, Error(forbidden) when it requires a key.
std::vector<std::string> list_server_models(const Endpoint& endpoint);

}  // namespace lem::measure
