#include "platform/http/api/operations.hpp"

#include "base/log.hpp"
#include "base/text.hpp"

#include <fstream>
#include <unistd.h>

namespace lem::http {
namespace {

double resident_bytes() {
    std::ifstream file("/proc/self/statm");
    double total_pages = 0, resident_pages = 0;
    file >> total_pages >> resident_pages;
    return resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace

RequestStatistics::RequestStatistics(std::size_t routes_max) : by_route_(routes_max + 1) {}

void RequestStatistics::observe(const RequestOutcome& outcome) {
    const bool known = outcome.route != nullptr && outcome.route_index + 1 < by_route_.size();
    Counts& counts = by_route_[known ? outcome.route_index : by_route_.size() - 1];
    const int status_class = std::clamp(outcome.status / 100, 1, 5);
    ++counts.by_class[static_cast<std::size_t>(status_class - 1)];
    const double seconds = static_cast<double>(outcome.duration.count()) / 1e9;
    std::size_t bucket = 0;
    while (bucket < bucket_s.size() && seconds > bucket_s[bucket])
        ++bucket;
    ++counts.by_duration[bucket];
    counts.duration_ns += static_cast<std::uint64_t>(outcome.duration.count());
}

std::string RequestStatistics::prometheus(const RouteTable& routes,
                                          const ServerGauges& gauges) const {
    std::string out;
    const auto line = [&out](const std::string& name, const std::string& labels, double value) {
        out += name + (labels.empty() ? "" : "{" + labels + "}") + " " + text::number(value) + "\n";
    };
    out += "# TYPE lem_http_requests_total counter\n";
    const auto labels_of = [&](std::size_t i) {
        const bool known = i < routes.routes().size();
        return known ? "method=\"" + routes.routes()[i].method + "\",route=\"" +
                           routes.routes()[i].pattern + "\""
                     : std::string("method=\"\",route=\"none\"");
    };
    for (std::size_t i = 0; i < by_route_.size(); ++i) {
        for (std::size_t c = 0; c < 5; ++c) {
            const auto count = by_route_[i].by_class[c].load();
            if (count > 0)
                line("lem_http_requests_total",
                     labels_of(i) + ",status=\"" + std::to_string(c + 1) + "xx\"",
                     static_cast<double>(count));
        }
    }
    out += "# TYPE lem_http_request_duration_seconds histogram\n";
    for (std::size_t i = 0; i < by_route_.size(); ++i) {
        std::uint64_t sum = 0;
        for (const auto& bucket : by_route_[i].by_duration)
            sum += bucket.load();
        if (sum == 0) continue;
        std::uint64_t cumulative = 0;
        for (std::size_t b = 0; b < bucket_s.size(); ++b) {
            cumulative += by_route_[i].by_duration[b].load();
            line("lem_http_request_duration_seconds_bucket",
                 labels_of(i) + ",le=\"" + text::number(bucket_s[b]) + "\"",
                 static_cast<double>(cumulative));
        }
        line("lem_http_request_duration_seconds_bucket", labels_of(i) + ",le=\"+Inf\"",
             static_cast<double>(sum));
        line("lem_http_request_duration_seconds_sum", labels_of(i),
             static_cast<double>(by_route_[i].duration_ns.load()) / 1e9);
        line("lem_http_request_duration_seconds_count", labels_of(i), static_cast<double>(sum));
    }
    const auto gauge = [&](const std::string& name, double value) {
        out += "# TYPE " + name + " gauge\n";
        line(name, "", value);
    };
    const auto of_each = [&](const std::string& name, const char* type, const char* label,
                             const auto& traits, const auto& values, auto member) {
        out += "# TYPE " + name + " " + type + "\n";
        for (std::size_t i = 0; i < traits.size(); ++i)
            line(name, label + ("=\"" + std::string(traits[i].name) + "\""),
                 static_cast<double>((values[i].*member).load()));
    };
    of_each("lem_http_held", "gauge", "resource", resource_table, gauges.resources,
            &ResourceGauges::held);
    of_each("lem_http_held_refused_total", "counter", "resource", resource_table, gauges.resources,
            &ResourceGauges::refused);
    of_each("lem_http_blocking_waiting", "gauge", "class", work_table, gauges.work,
            &WorkGauges::waiting);
    of_each("lem_http_blocking_running", "gauge", "class", work_table, gauges.work,
            &WorkGauges::running);
    of_each("lem_http_blocking_refused_total", "counter", "class", work_table, gauges.work,
            &WorkGauges::refused);
    out += "# TYPE lem_http_rate_limited_total counter\n";
    line("lem_http_rate_limited_total", "", static_cast<double>(gauges.rate_limited.load()));
    gauge("process_resident_memory_bytes", resident_bytes());
    return out;
}

void log_request(const RequestOutcome& outcome) {
    const bool asset =
        outcome.request.path.starts_with("/assets/") || outcome.request.path == "/healthz";
    log::write(asset ? log::Level::debug : log::Level::info, "request",
               {{"request_id", outcome.request.request_id},
                {"method", outcome.request.method},
                {"path", outcome.request.path.substr(0, 200)},
                {"route", outcome.route != nullptr ? outcome.route->pattern : "none"},
                {"status", std::int64_t{outcome.status}},
                {"bytes", static_cast<std::int64_t>(outcome.bytes)},
                {"duration_ms", static_cast<double>(outcome.duration.count()) / 1e6}});
}

void add_operations(Api& api, std::function<std::optional<std::string>()> not_ready,
                    std::function<std::string()> metrics_text) {
    api.get("/healthz").scope(anyone).for_strangers().in_memory().sends("text/plain", [](auto&) {
        return text_response(200, "ok\n");
    });
    api.get("/readyz").scope(anyone).for_strangers().sends("text/plain", [not_ready](auto&) {
        const auto reason = not_ready();
        return reason ? text_response(503, *reason + "\n") : text_response(200, "ready\n");
    });
    api.get("/metrics").scope(anyone).in_memory().sends("text/plain", [metrics_text](auto&) {
        return text_response(200, metrics_text(), "text/plain; version=0.0.4; charset=utf-8");
    });
}

}  // namespace lem::http
