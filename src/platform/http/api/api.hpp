#pragma once
/// Typed endpoints: one entry names the use case; its query, body and answer types give the
/// reading, the violations, the writing and the OpenAPI operation.

#include "platform/http/api/problem.hpp"
#include "platform/http/api/route.hpp"
#include "schema/json_schema.hpp"

#include <set>

namespace lem::http {

/// For an endpoint without query parameters or without a JSON body.
struct Nothing {};

/// What a typed use case is called with.
template <class Query, class Body>
struct Call {
    Request& request;
    Query query;
    Body body;
};

/// An answer with the headers that only the use case knows.
template <class T>
struct Answer {
    T value;
    int status = 0;  // the documented success status when 0
    std::string cache_control = {};
    std::vector<Header> headers = {};
};

/// Collects routes and, from the same entries, the OpenAPI document. Built once at start.
class Api {
public:
    /// `base_path` as read_base_path gives it.
    explicit Api(std::string base_path = {});

    /// A typed endpoint. `use_case` is `Answer<Out>(Call<Query, Body>)`. Query violations answer
    /// 400, body violations 422, each with pointers.
    template <class Query, class Body, class Out, class UseCase>
    void add(Route route, UseCase use_case) {
        schema::json& operation = describe(route);
        if constexpr (!std::is_same_v<Query, Nothing>) {
            schema::for_each_field<Query>(
                [&](const auto& f) { add_query_parameter(operation, f); });
        }
        if constexpr (!std::is_same_v<Body, Nothing>) {
            if (route.body_mode == BodyMode::none) route.body_mode = BodyMode::buffered;
            route.content_types = {"application/json"};
            operation["requestBody"] = {{"required", true},
                                        {"content", content<Body>("application/json")}};
        }
        add_success(operation, route.doc, content<Out>("application/json"));
        const int success = route.doc.success.front();
        route.handler = [use_case = std::move(use_case), success](Request& request) {
            Call<Query, Body> call{request, read_query<Query>(request), read_body<Body>(request)};
            Answer<Out> answer = use_case(std::move(call));
            return to_response(std::move(answer), success);
        };
        routes_.add(std::move(route));
    }

    /// An endpoint whose body is not JSON (files, pages, uploads). `media_type` documents the
    /// answer. With `documented` false it stays out of OpenAPI: pages and operations.
    void add_raw(Route route, const std::string& media_type, bool documented = true);

    /// For a raw endpoint that takes a `Document` as JSON, or in another of its content types, and
    /// answers a described type.
    template <class Document, class Out>
    void add_upload(Route route) {
        schema::json& operation = describe(route);
        add_success(operation, route.doc, content<Out>("application/json"));
        add_body(operation, route);
        operation["requestBody"]["content"].update(content<Document>("application/json"));
        route.handler = refusing(std::nullopt, std::move(route.handler));
        routes_.add(std::move(route));
    }

    /// For a raw endpoint that reads a described query itself and answers a described type as JSON.
    template <class Query, class Out>
    void add_query_json(Route route) {
        schema::json& operation = describe(route);
        schema::for_each_field<Query>([&](const auto& f) { add_query_parameter(operation, f); });
        add_success(operation, route.doc, content<Out>("application/json"));
        routes_.add(std::move(route));
    }

    /// The same with an answer that is not JSON. The query's fields named in `unused` are refused.
    template <class Query>
    void add_query_raw(Route route, const std::string& media_type,
                       std::vector<std::string_view> unused) {
        schema::json& operation = describe(route);
        const auto is_used = [&](std::string_view name) {
            return std::find(unused.begin(), unused.end(), name) == unused.end();
        };
        schema::for_each_field<Query>([&](const auto& f) {
            if (is_used(f.name)) add_query_parameter(operation, f);
        });
        add_success(operation, route.doc, {{media_type, schema::json::object()}});
        route.handler = refusing(std::move(unused), std::move(route.handler));
        routes_.add(std::move(route));
    }

    const RouteTable& routes() const { return routes_; }
    /// Complete once every feature has added its routes.
    schema::json openapi() const;

private:
    template <class Query>
    static Query read_query(const Request& request) {
        if constexpr (std::is_same_v<Query, Nothing>) {
            refuse_parameters(request, std::nullopt);
            return {};
        } else {
            auto query = schema::from_parameters<Query>(request.query);
            if (!query)
                throw Error(ErrorCode::bad_request, "The query parameters are wrong.",
                            std::move(query.error()));
            return std::move(*query);
        }
    }

    template <class Body>
    static Body read_body(const Request& request) {
        if constexpr (std::is_same_v<Body, Nothing>) {
            return {};
        } else {
            auto body = schema::from_text<Body>(request.body);
            if (!body)
                throw Error(ErrorCode::invalid, "The body breaks its schema.",
                            std::move(body.error()));
            return std::move(*body);
        }
    }

    template <class Out>
    static Response to_response(Answer<Out> answer, int success) {
        Response response = json_response(answer.status == 0 ? success : answer.status,
                                          schema::to_text(answer.value));
        response.cache_control = std::move(answer.cache_control);
        response.headers = std::move(answer.headers);
        return response;
    }

    template <class T>
    schema::json content(const std::string& media_type) {
        schema::json media;
        media[media_type]["schema"] = schemas_.of<T>();
        return media;
    }

    template <class F>
    void add_query_parameter(schema::json& operation, const F& f) {
        using Value = schema::field_value<F>;
        schema::FieldOptions options = f.options;
        options.doc = {};
        std::string doc(f.options.doc);
        if (std::is_same_v<Value, std::vector<std::string>>)
            doc += " A value's own comma is written \"\\,\".";
        schema::json parameter{{"name", f.name}, {"in", "query"}, {"description", std::move(doc)}};
        const bool required = !schema::is_optional<Value> && !f.options.defaulted;
        if (required) parameter["required"] = true;
        if constexpr (schema::is_optional<Value>) {
            parameter["schema"] = schemas_.of<typename Value::value_type>(options);
        } else {
            parameter["schema"] = schemas_.of<Value>(options);
        }
        if (schema::is_vector<Value>) {
            parameter["style"] = "form";
            parameter["explode"] = false;
        }
        operation["parameters"].push_back(std::move(parameter));
    }

    /// Parameters with these names, or all.
    static void refuse_parameters(const Request& request,
                                  const std::optional<std::vector<std::string_view>>& names);
    static Handler refusing(std::optional<std::vector<std::string_view>> names, Handler handler);
    schema::json& describe(const Route& route);
    static void add_success(schema::json& operation, const RouteDoc& doc, schema::json content);
    static void add_body(schema::json& operation, const Route& route);

    RouteTable routes_;
    schema::SchemaSet schemas_{"#/components/schemas/"};
    schema::json paths_ = schema::json::object();
};

}  // namespace lem::http
