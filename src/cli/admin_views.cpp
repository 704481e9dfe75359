#include "app/service.hpp"
#include "base/embedded.hpp"
#include "base/figures.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/server_options.hpp"
#include "features/views/views.hpp"
#include "platform/sql/migrate.hpp"

#include <fmt/format.h>

/// `lem admin views`: safe beside a running server, which notices within a second.
namespace lem::cli {
namespace {

/// The saved views of an installation. They ask no question here, so no page has to answer.
struct OpenViews {
    explicit OpenViews(const app::Config& config)
        : database(sql::Database::open(app::database_url(config), false)) {
        sql::migrate(*database, embedded::migrations());
    }
    SystemClock clock;
    std::unique_ptr<sql::Database> database;
    views::Views all{*database, clock, {}};
};

void list_views(const app::Config& config, bool json) {
    const auto views = OpenViews(config).all.list();
    schema::json all = schema::json::array();
    if (!json)
        fmt::print("{:20}  {:10}  {:10}  {:>9}  {}\n", "ID", "SAVED", "OPENED", "SIZE",
                   "ACCOUNT, ADDRESS, MEANING");
    std::int64_t bytes = 0;
    for (const auto& view : views) {
        const std::string saved_at = text::rfc3339(view.saved_at_ms),
                          opened_at = text::rfc3339(view.opened_at_ms);
        bytes += view.size_bytes;
        if (json)
            all.push_back({{"id", view.id},
                           {"address", view.address},
                           {"meaning", view.meaning},
                           {"saved_by", view.saved_by ? schema::json(*view.saved_by) : nullptr},
                           {"size_bytes", view.size_bytes},
                           {"saved_at", saved_at},
                           {"opened_at", opened_at}});
        else
            fmt::print("{:20}  {:10}  {:10}  {:>9}  {}, {}, {}\n", view.id, saved_at.substr(0, 10),
                       opened_at.substr(0, 10), figures::bytes(view.size_bytes),
                       view.saved_by.value_or("nobody"), view.address, view.meaning);
    }
    if (json)
        fmt::print("{}\n", all.dump(2));
    else
        fmt::print("{}, {}.\n", figures::plural(std::ssize(views), "view"), figures::bytes(bytes));
}

}  // namespace

void add_admin_views(CLI::App& admin, int& exit_code) {
    auto* command = admin.add_subcommand("views", "Saved views of pages");
    command->require_subcommand(1);
    const auto config = std::make_shared<app::Config>();
    auto* list = command->add_subcommand("list", "List the saved views, the newest first");
    list->footer(
        "OPENED is when a view was last opened, to within a day; of views of accounts it is when "
        "they were saved.\n\nExample:\n  lem admin views list --data lem-data --json");
    add_store_options(*list, *config);
    const auto json = std::make_shared<bool>(false);
    list->add_flag("--json", *json, "Print JSON");
    list->callback([config, json, &exit_code] {
        list_views(*config, *json);
        exit_code = 0;
    });

    auto* remove = command->add_subcommand("remove", "Remove a saved view; it can't be undone");
    remove->footer(
        "Example:\n  lem admin views remove --data lem-data U4kq0GkOlyoWTkd7gCPb\n"
        "Safe while the server runs.");
    add_store_options(*remove, *config);
    const auto id = std::make_shared<std::string>();
    remove->add_option("id", *id, "ID of the view, the end of its address /v/ID")->required();
    remove->callback([config, id, &exit_code] {
        OpenViews(*config).all.remove(*id);
        fmt::print("Removed; running servers notice within a second.\n");
        exit_code = 0;
    });
}

}  // namespace lem::cli
