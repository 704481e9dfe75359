#include "app/catalogue_files.hpp"
#include "app/renamed_results.hpp"
#include "app/service.hpp"
#include "base/embedded.hpp"
#include "cli/commands.hpp"
#include "cli/server_options.hpp"
#include "cli/tell.hpp"
#include "features/names/names.hpp"
#include "platform/sql/migrate.hpp"
#include "schema/write.hpp"

#include <fmt/format.h>

/// `lem admin names` and `lem admin alias`: safe beside a running server, which notices within a
/// second.
namespace lem::cli {
namespace {

struct NamesOptions {
    std::string kind, alias, name;
    int limit = 100;
    bool json = false;
};

/// The database and the catalogue of an installation.
struct OpenNames {
    explicit OpenNames(const app::Config& config)
        : database(sql::Database::open(app::database_url(config), false)),
          catalogue(app::read_catalogue(config.catalogue)) {
        sql::migrate(*database, embedded::migrations());
    }
    names::Aliases aliases() {
        return names::Aliases(*database, clock, catalogue, app::mark_renamed_results);
    }

    SystemClock clock;
    std::unique_ptr<sql::Database> database;
    domain::Catalogue catalogue;
};

names::AliasKind kind_of(const std::string& kind) {
    return *schema::value_of<names::AliasKind>(kind);
}

void print_aliases(const std::vector<names::Alias>& aliases, bool json) {
    if (json) {
        fmt::print("{}", schema::to_pretty_text(aliases));
        return;
    }
    if (aliases.empty()) fmt::print("There are no aliases.\n");
    for (const names::Alias& alias : aliases)
        fmt::print("{}  {}  is shown as  {}\n", schema::name_of(alias.kind), alias.alias,
                   alias.name);
}

void print_review(const names::NameReview& review, bool json) {
    if (json) {
        fmt::print("{}", schema::to_pretty_text(review));
        return;
    }
    if (review.items.empty()) {
        fmt::print("Every name in the results is known.\n");
        return;
    }
    fmt::print("{:8}  {:9}  {:>7}  {:10}  {}\n", "KIND", "STANDING", "RESULTS", "FIRST SEEN",
               "NAME, SIMILAR ENTRIES");
    for (const names::ReviewedName& name : review.items) {
        fmt::print("{:8}  {:9}  {:>7}  {:10}  {}\n", schema::name_of(name.kind),
                   schema::name_of(name.standing), name.results, name.first_seen.substr(0, 10),
                   name.name);
        for (const std::string& similar : name.similar)
            fmt::print("{:42}perhaps {}\n", "", similar);
    }
    tell(
        "Resolve one with: lem admin alias set KIND NAME ENTRY, or add an entry to a catalogue "
        "file (lem serve --catalogue FOLDER).\n");
}

void add_names(CLI::App& admin, int& exit_code) {
    auto* command = admin.add_subcommand(
        "names", "List names of models and devices in results that the catalogue does not know");
    command->footer("Examples:\n  lem admin names --data lem-data\n  lem admin names --json");
    const auto config = std::make_shared<app::Config>();
    const auto options = std::make_shared<NamesOptions>();
    add_data_options(*command, *config);
    command->add_option("--kind", options->kind, "Only model, or only hardware")
        ->check(CLI::IsMember({"model", "hardware"}));
    command->add_option("--limit", options->limit, "Names of each kind at most")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([config, options, &exit_code] {
        OpenNames open(*config);
        names::NameReviewQuery query{.limit = options->limit};
        if (!options->kind.empty()) query.kind = kind_of(options->kind);
        print_review(names::Names(*open.database, open.catalogue).review(query), options->json);
        exit_code = 0;
    });
}

void set_alias(const app::Config& config, const NamesOptions& options) {
    const std::string name =
        OpenNames(config).aliases().set({kind_of(options.kind), options.alias, options.name});
    fmt::print("{} is shown as {}.\n", options.alias, name);
}

void remove_alias(const app::Config& config, const NamesOptions& options) {
    if (!OpenNames(config).aliases().remove(kind_of(options.kind), options.alias))
        throw Error(ErrorCode::not_found,
                    "There is no alias " + options.alias + " of kind " + options.kind + ".");
}

void add_alias(CLI::App& admin, int& exit_code) {
    auto* command = admin.add_subcommand(
        "alias",
        "Show results of a model or device under another name; stored results do not change");
    command->require_subcommand(1);
    command->footer(
        "Examples:\n  lem admin alias set model our-qwen Qwen/Qwen3-8B\n"
        "  lem admin alias set hardware \"NVIDIA A100\" \"NVIDIA A100 SXM 80GB\"\n"
        "  lem admin alias list --json\n  lem admin alias remove model our-qwen");
    const auto config = std::make_shared<app::Config>();
    const auto options = std::make_shared<NamesOptions>();
    const auto add_kind = [&](CLI::App* of) {
        of->add_option("kind", options->kind, "model or hardware")
            ->required()
            ->check(CLI::IsMember({"model", "hardware"}));
        of->add_option("alias", options->alias, "The name as submitted; of hardware, of one device")
            ->required();
    };
    auto* set = command->add_subcommand("set", "Add an alias, or change its name");
    add_kind(set);
    set->add_option("name", options->name, "The name to show; of the catalogue, in any spelling")
        ->required();
    auto* remove = command->add_subcommand("remove", "Remove an alias");
    add_kind(remove);
    auto* list = command->add_subcommand("list", "List the aliases");
    list->add_flag("--json", options->json, "Print JSON");
    for (CLI::App* each : {set, remove, list})
        add_data_options(*each, *config);
    set->callback([config, options, &exit_code] {
        set_alias(*config, *options);
        exit_code = 0;
    });
    remove->callback([config, options, &exit_code] {
        remove_alias(*config, *options);
        exit_code = 0;
    });
    list->callback([config, options, &exit_code] {
        print_aliases(OpenNames(*config).aliases().list(), options->json);
        exit_code = 0;
    });
}

}  // namespace

void add_admin_names(CLI::App& admin, int& exit_code) {
    add_names(admin, exit_code);
    add_alias(admin, exit_code);
}

}  // namespace lem::cli
