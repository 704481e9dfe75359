#include "platform/http/api/route.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "platform/http/api/base_path.hpp"

#include <algorithm>

namespace lem::http {
namespace {

/// Names must not have control characters: a NUL ends a text early in some libraries, and an end of
/// line would end a header that repeats the name.
bool is_name(std::string_view value) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; };
    return !value.empty() && std::none_of(value.begin(), value.end(), control) &&
           text::is_utf8(value);
}

/// "{id}" or, with a fixed end, "{id}.csv".
bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.rfind('}') != segment.npos;
}

std::string_view name_of(std::string_view parameter) {
    return parameter.substr(1, parameter.rfind('}') - 1);
}

}  // namespace

std::vector<std::string> parameter_names(std::string_view pattern) {
    std::vector<std::string> names;
    for (const std::string_view segment : text::split(pattern.substr(1), '/')) {
        if (is_parameter(segment) && !segment.ends_with("...}"))
            names.emplace_back(name_of(segment));
    }
    return names;
}

void RouteTable::add(Route route) {
    // A cached answer is looked up before the caller is authenticated.
    LEM_ASSERT(!route.cached || (route.scope.is_none() && route.method == "GET"));
    Pattern pattern;
    for (const std::string_view segment :
         text::split(std::string_view(route.pattern).substr(1), '/')) {
        pattern.segments.emplace_back(segment);
    }
    if (pattern.segments.back().ends_with("...}")) {
        pattern.takes_rest = true;
        pattern.segments.pop_back();
    }
    if (!base_path_.empty()) {
        route.handler = [base = base_path_, handler = std::move(route.handler)](Request& request) {
            Response response = handler(request);
            move_below(base, response);
            return response;
        };
        if (route.refusal)
            route.refusal = [base = base_path_, refusal = std::move(route.refusal)](
                                const Request& request, const Error& error) {
                Response response = refusal(request, error);
                move_below(base, response);
                return response;
            };
    }
    patterns_.push_back(std::move(pattern));
    routes_.push_back(std::move(route));
}

bool RouteTable::fits(const Pattern& pattern, const std::vector<std::string_view>& segments,
                      schema::Parameters& parameters) {
    const std::size_t fixed = pattern.segments.size();
    if (segments.size() < fixed || (segments.size() > fixed && !pattern.takes_rest)) return false;
    parameters.clear();
    for (std::size_t i = 0; i < fixed; ++i) {
        const std::string_view wanted = pattern.segments[i];
        if (is_parameter(wanted)) {
            const std::string_view end = wanted.substr(wanted.rfind('}') + 1);
            if (!segments[i].ends_with(end)) return false;
            std::string value =
                percent_decode(segments[i].substr(0, segments[i].size() - end.size()), false);
            if (!is_name(value)) return false;
            parameters.push_back({std::string(name_of(wanted)), std::move(value)});
        } else if (wanted != segments[i]) {
            return false;
        }
    }
    return true;
}

Match RouteTable::find(std::string_view method, std::string_view path) const {
    Match match;
    if (path.empty() || path.front() != '/') return match;
    const auto segments = text::split(path.substr(1), '/');
    const std::string_view wanted = method == "HEAD" ? "GET" : method;
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        schema::Parameters parameters;
        if (!fits(patterns_[i], segments, parameters)) continue;
        if (routes_[i].method == wanted) {
            match.route = &routes_[i];
            match.index = i;
            match.path_parameters = std::move(parameters);
            return match;
        }
        match.allowed_methods.insert(routes_[i].method);
        if (routes_[i].method == "GET") match.allowed_methods.insert("HEAD");
    }
    if (!match.allowed_methods.empty()) match.allowed_methods.insert("OPTIONS");
    return match;
}

}  // namespace lem::http
