#include "platform/http/api/api.hpp"

#include "base/text.hpp"
#include "base/version.hpp"
#include "platform/http/api/session_cookie.hpp"

namespace lem::http {

Api::Api(std::string base_path, Permitted permitted)
    : routes_(std::move(base_path)), permitted_(permitted) {
    schemas_.of<Problem>();
}

void refuse_parameters(const Request& request,
                       const std::optional<std::vector<std::string_view>>& names) {
    Violations violations;
    for (const auto& [name, value] : request.query) {
        if (!names)
            violations.push_back({"/" + name, "is not a known parameter; this endpoint has none"});
        else if (std::find(names->begin(), names->end(), name) != names->end())
            violations.push_back({"/" + name, "is not a parameter of this endpoint"});
    }
    if (!violations.empty())
        throw Error(ErrorCode::bad_request, "The query parameters are wrong.",
                    std::move(violations));
}

Api::Start Api::get(std::string pattern) {
    return {*this, Route{.method = "GET", .pattern = std::move(pattern), .scope = anyone}};
}

Api::Start Api::post(std::string pattern) {
    return {*this, Route{.method = "POST", .pattern = std::move(pattern), .scope = anyone}};
}

Api::Start Api::remove(std::string pattern) {
    return {*this, Route{.method = "DELETE", .pattern = std::move(pattern), .scope = anyone}};
}

void Api::add(Route route, Operation types) {
    if (permitted_ == Permitted::reading && route.method != "GET") return;
    const std::vector<std::string> names = parameter_names(route.pattern);
    LEM_ASSERT(types.path_schemas.size() == names.size());
    if (!route.doc.operation_id.empty()) {
        schema::json& operation = paths_[route.pattern][text::lower(route.method)];
        operation["operationId"] = route.doc.operation_id;
        operation["summary"] = route.doc.summary;
        operation["tags"] = {route.doc.tag};
        if (!route.scope.is_none())
            operation["security"] = schema::json::array(
                {{{"token", {route.scope.name()}}}, {{"session", {route.scope.name()}}}});
        for (std::size_t i = 0; i < names.size(); ++i)
            operation["parameters"].push_back({{"name", names[i]},
                                               {"in", "path"},
                                               {"required", true},
                                               {"schema", types.path_schemas[i]}});
        for (schema::json& parameter : types.query_parameters)
            operation["parameters"].push_back(std::move(parameter));
        for (const int status : route.doc.success) {
            schema::json& response = operation["responses"][std::to_string(status)];
            response["description"] = route.doc.summary;
            if (status != 204) response["content"] = types.success_content;
        }
        operation["responses"]["default"] = {
            {"description", "An error"},
            {"content",
             {{"application/problem+json",
               {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
        if (!types.body_content.is_null())
            operation["requestBody"] = {{"required", true},
                                        {"content", std::move(types.body_content)}};
    }
    routes_.add(std::move(route));
}

schema::json Api::openapi() const {
    return {{"openapi", "3.1.0"},
            {"info",
             {{"title", "lem"},
              {"version", "1"},
              {"description",
               "Energy efficiency of LLM inference: measured results, checked and comparable."},
              {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
            {"servers", schema::json::array(
                            {{{"url", routes_.base_path().empty() ? "/" : routes_.base_path()}}})},
            {"paths", paths_},
            {"components",
             {{"schemas", schemas_.definitions()},
              {"securitySchemes",
               {{"token",
                 {{"type", "http"},
                  {"scheme", "bearer"},
                  {"description",
                   "A token of `lem login`, of the page of an account, or of `lem admin token "
                   "create`."}}},
                {"session",
                 {{"type", "apiKey"},
                  {"in", "cookie"},
                  {"name", session_cookie.plain_name},
                  {"description", "The cookie that POST /api/v1/session sets."}}}}}}}};
}

}  // namespace lem::http
