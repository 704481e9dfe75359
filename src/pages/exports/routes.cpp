#include "pages/exports/routes.hpp"

#include "base/text.hpp"
#include "domain/board/topics.hpp"
#include "pages/exports/answers.hpp"
#include "pages/exports/file_formats.hpp"
#include "platform/http/api/server_address.hpp"
#include "platform/picture/png.hpp"

#include <algorithm>
#include <utility>

namespace lem::pages::exports {
namespace {

using http::Request, http::Response;

const NumberStyle& number_style_of(const Request& request, const FileFormat& format) {
    const NumberStyle* style = &number_styles.front();
    bool given = false;
    for (const auto& [name, value] : request.query) {
        if (name != "locale") continue;
        if (std::exchange(given, true))
            throw Error(ErrorCode::bad_request, "The query parameters are wrong.",
                        {{"/locale", "is given twice"}});
        const auto found = std::ranges::find(number_styles, value, &NumberStyle::locale);
        if (found == number_styles.end()) {
            std::vector<std::string_view> known;
            for (const NumberStyle& one : number_styles)
                known.push_back(one.locale);
            throw Error(ErrorCode::bad_request, "The query parameters are wrong.",
                        {{"/locale", schema::one_of(known, text::cut(value, 60))}});
        }
        if (!format.has_locale)
            throw Error(ErrorCode::bad_request, "The query parameters are wrong.",
                        {{"/locale", "is only for .csv; numbers in ." +
                                         std::string(format.extension) + " have a point"}});
        style = &*found;
    }
    return *style;
}

Response file_response(const FileFormat& format, const AnswerTable& table, std::string body) {
    Response response = http::text_response(200, std::move(body), std::string(format.media_type));
    // Browsers show pictures, and save the rest.
    const bool picture = format.media_type.starts_with("image/");
    response.headers.push_back(
        {"Content-Disposition", std::string(picture ? "inline" : "attachment") +
                                    "; filename=\"lem-" + table.name + "." +
                                    std::string(format.extension) + "\""});
    // So that other sites can show them.
    if (picture && !table.origin.is_private)
        response.headers.push_back({"Cross-Origin-Resource-Policy", "cross-origin"});
    response.cache_control = "no-cache";
    response.content_security_policy = "default-src 'none'; sandbox";
    response.compressible = format.media_type != "image/png";
    return response;
}

Response file_of(const ExportedPage& page, const FileFormat& format, const Sources& sources,
                 const std::string& base_path, const Request& request, const std::string& id) {
    const NumberStyle& style = number_style_of(request, format);
    AnswerTable table = page.table(sources, request.query, id);
    const std::string server = http::server_address(request, base_path);
    table.origin.address.insert(0, server);
    table.origin.results = server + "/results/";
    table.origin.date = text::rfc3339(sources.clock.now_ms()).substr(0, 10);
    if (table.origin.data_version.empty())
        table.origin.data_version = sources.leaderboard.stats().data_version;
    table.origin.is_private = static_cast<bool>(sources.private_view);
    std::string body = format.write(table, style);
    if (format.is_picture) body = picture::png_of_svg(body);
    return file_response(format, table, std::move(body));
}

}  // namespace

void add_routes(http::Api& api, const Sources& sources, const FindPage& find_page) {
    const std::string base_path = api.routes().base_path();
    for (const FileFormat& format : file_formats) {
        const auto route = [&](std::string_view path) {
            auto started = api.get(std::string(path) + "." + std::string(format.extension))
                               .scope(http::anyone)
                               .rate(http::RateClass::check)
                               .cached(domain::topics::shown_views)
                               .names_host();
            return format.is_picture ? std::move(started).draws() : std::move(started);
        };
        for (const ExportedPage& page : exported_lists)
            route(page.path).sends(std::string(format.media_type), [=](auto& call) {
                return file_of(page, format, sources, base_path, call.request, "");
            });
        for (const ExportedPage& page : exported_items)
            route(page.path).template path<std::string>().sends(
                std::string(format.media_type), [=](auto& call, const std::string& id) {
                    const std::string whole = id + "." + std::string(format.extension);
                    if (auto found = find_page(page.path, whole, call.request))
                        return std::move(*found);
                    return file_of(page, format, sources, base_path, call.request, id);
                });
    }
}

}  // namespace lem::pages::exports
