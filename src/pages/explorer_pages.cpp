#include "pages/explorer_pages.hpp"

#include "domain/explorer/explorer_wire.hpp"
#include "features/leaderboard/hardware.hpp"
#include "features/leaderboard/models.hpp"
#include "pages/known_parameters.hpp"

#include <algorithm>

namespace lem::pages {
namespace {

std::string tab_title(const std::string& title) {
    return title + " \u00b7 lem";
}

/// The query of an address; nullopt if the API would refuse it.
template <class Query>
std::optional<Query> query_of(const schema::Parameters& address) {
    auto query = read_known<Query>(address);
    if (!query) return std::nullopt;
    query->cursor.reset();
    return std::move(*query);
}

/// The page with the answer of the API, at the address that the application asks for it.
template <class Query, class Answer>
void add_data(Page& page, const std::string& path, const std::optional<Query>& query,
              const Answer& answer) {
    if (!query) return;
    try {
        const std::string text = schema::to_query_text(schema::to_parameters(*query));
        page.data.push_back(
            {path + (text.empty() ? "" : "?" + text), schema::to_text(answer(*query))});
    } catch (const Error& error) {
        if (error.code() != ErrorCode::bad_request) throw;
    }
}

Page models_page(const leaderboard::Leaderboard& board, const schema::Parameters& address) {
    Page page{.title = tab_title("Models"),
              .description =
                  "Language models, their best measured efficiency, and how far their results are "
                  "apart.",
              .main = {},
              .path = "/models"};
    auto query = query_of<domain::ModelListQuery>(address);
    if (query) query->facets = model_facets();
    add_data(page, "/api/v1/models", query, [&](const domain::ModelListQuery& asked) {
        return leaderboard::list_models(board, asked);
    });
    page.main = drawn_main(page.data);
    return page;
}

Page model_page(const leaderboard::Leaderboard& board, const std::string& id,
                const schema::Parameters& address) {
    Page page{.title = {}, .description = {}, .main = {}, .path = "/models"};
    std::string name = "Model";
    add_data(page, "/api/v1/models/" + id, query_of<domain::LeaderboardQuery>(address),
             [&](const domain::LeaderboardQuery& asked) {
                 domain::ModelDetail detail = leaderboard::model_detail(board, id, asked);
                 name = detail.summary.name;
                 if (detail.summary.id != id) page.moved_to = "/models/" + detail.summary.id;
                 return detail;
             });
    page.title = tab_title(name);
    page.description = "Measured energy and speed of " + name + " on each hardware.";
    page.main = drawn_main(page.data);
    return page;
}

Page hardware_list_page(const leaderboard::Leaderboard& board, const schema::Parameters& address) {
    Page page{.title = tab_title("Hardware"),
              .description = "What makers state of their hardware beside the power of results.",
              .main = {},
              .path = "/hardware"};
    add_data(page, "/api/v1/hardware", query_of<domain::HardwareListQuery>(address),
             [&](const domain::HardwareListQuery& asked) {
                 return leaderboard::list_hardware(board, asked);
             });
    page.main = drawn_main(page.data);
    return page;
}

Page hardware_page(const leaderboard::Leaderboard& board, const std::string& id,
                   const schema::Parameters& address) {
    Page page{.title = {}, .description = {}, .main = {}, .path = "/hardware"};
    std::string name = "Hardware";
    add_data(page, "/api/v1/hardware/" + id, query_of<domain::LeaderboardQuery>(address),
             [&](const domain::LeaderboardQuery& asked) {
                 domain::HardwareDetail detail = leaderboard::hardware_detail(board, id, asked);
                 name = detail.summary.name;
                 if (detail.summary.id != id) page.moved_to = "/hardware/" + detail.summary.id;
                 return detail;
             });
    page.title = tab_title(name);
    page.description =
        "What the maker states of " + name + ", beside what results of language models observed.";
    page.main = drawn_main(page.data);
    return page;
}

}  // namespace

std::vector<std::string> model_facets() {
    return {"model_family", "hardware", "precision", "engine"};
}

const std::array<ListRoute, 2> explorer_lists{ListRoute{"/models", models_page},
                                              ListRoute{"/hardware", hardware_list_page}};
const std::array<ItemRoute, 2> explorer_items{ItemRoute{"/models/{id}", model_page},
                                              ItemRoute{"/hardware/{id}", hardware_page}};

}  // namespace lem::pages
