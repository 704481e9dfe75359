#include "features/views/routes.hpp"

#include "domain/board/topics.hpp"
#include "domain/views/saved_view_wire.hpp"
#include "features/views/views.hpp"
#include "platform/http/api/api.hpp"
#include "platform/http/server/client_address.hpp"

namespace lem::views {

void add_routes(http::Api& api, Views& views) {
    api.post("/api/v1/views")
        .named("save_view",
               "Keep the state of a page with its answer; the same state and answer give the same "
               "id (200 instead of 201)",
               "views")
        .scope(http::anyone)
        .rate(http::RateClass::check)
        .body<domain::ViewToSave>()
        .status({201, 200})
        .answers<domain::ViewReceipt>([&views, base = api.routes().base_path()](auto& call) {
            domain::ViewReceipt receipt =
                views.save(call.template principal<domain::Principal>(),
                           http::limit_key_of(call.request.remote_address), call.body);
            receipt.url.insert(0, base);
            const std::string location = "/api/v1/views/" + receipt.id;
            const int status = receipt.created ? 201 : 200;
            return http::Answer<domain::ViewReceipt>{
                .value = std::move(receipt), .status = status, .headers = {{"Location", location}}};
        });
    api.get("/api/v1/views/{id}")
        .path<std::string>()
        .named("get_view",
               "A saved view: the answer as it was, without what may not be shown any more, and "
               "what changed since",
               "views")
        .scope(http::anyone)
        .rate(http::RateClass::check)
        .cached(domain::topics::shown_views)
        .answers<domain::SavedView>([&views](auto&, const std::string& id) {
            return http::Answer<domain::SavedView>{.value = views.view(id),
                                                   .cache_control = "public, max-age=15"};
        });
}

}  // namespace lem::views
