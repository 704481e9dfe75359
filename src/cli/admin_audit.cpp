#include "app/service.hpp"
#include "base/embedded.hpp"
#include "cli/commands.hpp"
#include "cli/server_options.hpp"
#include "features/audit/audit.hpp"
#include "platform/sql/migrate.hpp"
#include "schema/write.hpp"

#include <fmt/format.h>

/// `lem admin audit`: safe beside a running server.
namespace lem::cli {
namespace {

struct AuditOptions {
    std::string head, actor, object, action;
    int limit = 50;
    bool json = false;
};

struct OpenAudit {
    explicit OpenAudit(const app::Config& config)
        : database(sql::Database::open(app::database_url(config), false)), log(*database) {
        sql::migrate(*database, embedded::migrations());
    }
    std::unique_ptr<sql::Database> database;
    audit::AuditLog log;
};

/// 0 if the log is sound and has the head that was asked for.
int verify(const app::Config& config, const AuditOptions& options) {
    const sql::AuditVerdict verdict = OpenAudit(config).log.verify(options.head);
    const bool shortened = !options.head.empty() && !verdict.has_expected && !verdict.broken;
    if (options.json) {
        fmt::print("{}\n", schema::json{{"sound", !verdict.broken && !shortened},
                                        {"entries", verdict.entries},
                                        {"head", verdict.head},
                                        {"broken", verdict.broken ? schema::json(*verdict.broken)
                                                                  : schema::json()},
                                        {"problem", verdict.problem}}
                               .dump(2));
    } else if (verdict.broken) {
        fmt::print("Entry {} of the audit log is broken: {}. The {} entries before it are sound.\n",
                   *verdict.broken, verdict.problem, verdict.entries);
    } else if (shortened) {
        fmt::print(
            "No entry has the hash {}: entries were removed from the end, or all were "
            "written anew.\n",
            options.head);
    } else {
        fmt::print("The audit log is sound: {} entries. Its head, to be kept elsewhere:\n{}\n",
                   verdict.entries, verdict.head);
    }
    return verdict.broken || shortened ? 1 : 0;
}

void list(const app::Config& config, const AuditOptions& options) {
    audit::Query query{.limit = options.limit};
    if (!options.actor.empty()) query.actor = options.actor;
    if (!options.object.empty()) query.object = options.object;
    if (!options.action.empty())
        query.action = schema::value_of<domain::AuditAction>(options.action);
    const audit::Page page = OpenAudit(config).log.list(query);
    if (options.json) {
        fmt::print("{}", schema::to_pretty_text(page));
        return;
    }
    for (const audit::Entry& entry : page.items)
        fmt::print("{:>6}  {}  {} {}: {}{}\n", entry.sequence, entry.at,
                   entry.actor_name.value_or(entry.actor), entry.action_words, entry.object,
                   entry.details == "{}" ? "" : "  " + entry.details);
    if (page.items.empty()) fmt::print("There are no such entries.\n");
}

}  // namespace

void add_admin_audit(CLI::App& admin, int& exit_code) {
    auto* command = admin.add_subcommand("audit", "The log of who did what");
    command->require_subcommand(1);
    command->footer(
        "Examples:\n  lem admin audit list --data lem-data --limit 20\n"
        "  lem admin audit verify --data lem-data --head 3f0c...");
    const auto config = std::make_shared<app::Config>();
    const auto options = std::make_shared<AuditOptions>();

    auto* check = command->add_subcommand(
        "verify", "Check that no entry was changed or removed; exit code 1 names the first");
    check->add_option("--head", options->head,
                      "A head that an earlier verify printed: finds entries removed from the end");
    check->callback([config, options, &exit_code] { exit_code = verify(*config, *options); });

    auto* show = command->add_subcommand("list", "List the newest entries");
    show->add_option("--limit", options->limit, "Entries at most")
        ->check(CLI::Range(1, 200))
        ->capture_default_str();
    show->add_option("--actor", options->actor, "Only what this account (its ID) did");
    show->add_option("--object", options->object, "Only what was done to this");
    std::vector<std::string> actions;
    for (const auto& action : schema::enumeration<domain::AuditAction>::values)
        actions.emplace_back(action.name);
    show->add_option("--action", options->action, "Only this action")
        ->check(CLI::IsMember(actions));
    show->callback([config, options, &exit_code] {
        list(*config, *options);
        exit_code = 0;
    });
    for (CLI::App* each : {check, show}) {
        add_store_options(*each, *config);
        each->add_flag("--json", options->json, "Print JSON");
    }
}

}  // namespace lem::cli
