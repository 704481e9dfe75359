#include "features/names/routes.hpp"

#include "domain/account.hpp"
#include "features/names/names.hpp"
#include "platform/http/api/api.hpp"
#include "schema/write.hpp"

namespace lem::names {

void add_routes(http::Api& api, Names& names) {
    api.get("/api/v1/admin/names")
        .named("list_names_to_review",
               "Names of models and devices that the catalogue does not know, or that mean several "
               "of its entries",
               "administration")
        .scope(domain::Scope::admin)
        .query<NameReviewQuery>()
        .answers<NameReview>([&names](auto& call) { return names.review(call.query); });
    api.get("/api/v1/catalogue")
        .named("get_catalogue", "The devices and models that this server knows", "reference")
        .scope(http::anyone)
        .in_memory()
        .cached()
        .answers<domain::CatalogueFile>(
            [text = std::make_shared<const std::string>(schema::to_text(domain::CatalogueFile{
                 names.catalogue().hardware(), names.catalogue().models()}))](auto&) {
                http::Response response = http::json_response(200, {});
                response.body = text;
                response.cache_control = "public, max-age=300";
                return response;
            });
}

}  // namespace lem::names
