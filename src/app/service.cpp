#include "app/service.hpp"

#include "app/catalogue_files.hpp"
#include "app/routes.hpp"
#include "app/server_options.hpp"
#include "app/signing_of_results.hpp"
#include "app/store_match.hpp"
#include "base/embedded.hpp"
#include "base/file.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "features/accounts/token_text.hpp"
#include "pages/asked_answer.hpp"
#include "platform/http/api/base_path.hpp"
#include "platform/sql/migrate.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace lem::app {
namespace {

std::filesystem::path blobs_folder(const Config& config) {
    return std::filesystem::path(config.data) / "blobs";
}

/// The data folder, or that the database is elsewhere; never a URL, which may contain a password.
std::string database_place(const Config& config) {
    return config.database ? "--database" : config.data;
}

Durability durability_of(const pages::PrivateViewSource& view) {
    return view ? Durability::none : Durability::full;
}

/// Throws Error(bad_request) for a private board that everybody with an account of GitHub's enters.
accounts::SignInRules sign_in_rules(const Config& config) {
    constexpr std::string_view everybody = "*";
    accounts::SignInRules rules;
    for (const std::string_view part : text::split(config.allow_orgs, ',')) {
        if (const auto name = text::trim(part); !name.empty())
            rules.organisations.emplace_back(name);
    }
    if (!config.allow_orgs.empty() && rules.organisations.empty())
        throw Error(ErrorCode::bad_request, "--allow-orgs names no organisation.");
    if (rules.organisations == std::vector<std::string>{std::string(everybody)}) return {};
    const bool open_to_all = config.github_client_id && config.github_url == Config{}.github_url;
    if (config.require_login && open_to_all && rules.organisations.empty())
        throw Error(ErrorCode::bad_request,
                    "--require-login with GitHub would let in everybody with an account there. "
                    "Name organisations with --allow-orgs, or say --allow-orgs '*'.");
    return rules;
}

std::string secret(RandomSource& random) {
    return text::base64url(random.bytes(24));
}

std::unique_ptr<sql::Database> opened(const Config& config, Durability durability) {
    file::create_private_folder(config.data);
    if (!config.accept_mismatch) require_database_file(database_url(config), blobs_folder(config));
    try {
        auto database = sql::Database::open(database_url(config), true, durability);
        for (const std::string& name : sql::migrate(*database, embedded::migrations()))
            log::info("migrated", {{"name", name}});
        return database;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::storage_full) throw;
        throw Error(ErrorCode::storage_full, "The disk of the database (" + database_place(config) +
                                                 ") is full. Free some space and start again.")
            .because(error.cause());
    }
}

http::StaticFiles web_files(const Config& config) {
    if (!config.web_root) return http::StaticFiles(embedded::web());
    if (!std::filesystem::is_directory(*config.web_root)) {
        throw Error(ErrorCode::bad_request,
                    "--web-root: " + *config.web_root + " is not a directory.");
    }
    return http::StaticFiles(std::filesystem::path(*config.web_root));
}

http::Caller caller_of(const domain::Principal& principal) {
    http::Caller caller{.account_id = principal.account.id, .scopes = {}, .principal = principal};
    for (const domain::Scope scope : principal.scopes)
        caller.scopes.push_back(schema::name_of(scope));
    return caller;
}

/// Nothing outlasts a private view.
std::filesystem::path index_folder(const Config& config, const pages::PrivateViewSource& view) {
    return view ? std::filesystem::path() : std::filesystem::path(config.data) / "leaderboard";
}

std::string base_path_of(const Config& config) {
    std::string path = http::read_base_path(config.base_path);
    // Else a request for /api/... would be ambiguous: with or without the base path.
    for (const std::string_view own :
         {"api", "assets", "compare", "hardware", "models", "results", "submit", "about", "method",
          "v", "changes", "auth", "oauth", "sign-in", "account", "device", "set-password"}) {
        if (text::split(path, '/').size() > 1 && text::split(path, '/')[1] == own)
            throw Error(ErrorCode::bad_request, "--base-path must not start with /" +
                                                    std::string(own) +
                                                    ", which is a path of the server itself.");
    }
    return path;
}

http::Authenticator authenticator(const accounts::Credentials& credentials) {
    const auto kind_of = [](http::CredentialSource source) {
        return source == http::CredentialSource::cookie ? domain::CredentialKind::session
                                                        : domain::CredentialKind::token;
    };
    const auto as_caller = [](const std::optional<domain::Principal>& principal) {
        return principal ? std::optional(caller_of(*principal)) : std::nullopt;
    };
    return {.remembered =
                [&credentials, kind_of, as_caller](std::string_view secret, auto source, auto) {
                    return as_caller(credentials.remembered(secret, kind_of(source)));
                },
            .look_up =
                [&credentials, kind_of, as_caller](std::string_view secret, auto source,
                                                   std::string_view address) {
                    return as_caller(credentials.authenticate(secret, kind_of(source), address));
                }};
}

}  // namespace

std::string database_url(const Config& config) {
    return config.database.value_or("sqlite:" +
                                    (std::filesystem::path(config.data) / "lem.db").string());
}

Service::Service(const Config& config, pages::PrivateViewSource view)
    : config_(config),
      view_(std::move(view)),
      doors_(config, clock_, !sign_in_rules(config).organisations.empty()),
      database_(opened(config, durability_of(view_))),
      blobs_(blobs_folder(config), durability_of(view_)),
      uploads_(std::filesystem::path(config.data) / "uploads"),
      accounts_(*database_, clock_, random_),
      passwords_(*database_, clock_, random_, accounts_),
      devices_(*database_, clock_, random_, accounts_),
      sign_in_(*database_, clock_, random_, accounts_, doors_.take_providers(),
               sign_in_rules(config_)),
      events_(random_),
      names_(*database_, read_catalogue(config.catalogue)),
      derivations_(
          *database_, blobs_, clock_, [this] { leaderboard_.notify(); },
          [this] {
              names_.reload();  // another process may have changed an alias a moment ago
              return names_.known();
          }),
      leaderboard_(
          *database_, index_folder(config, view_),
          [this](const std::string& id) { derivations_.ask(id); },
          [this](const std::vector<sql::Change>& changes) { tell(changes); },
          [this] { return names_.known(); }),
      log_(*database_, clock_, random_),
      keys_(*database_, clock_, random_, log_.key().name, [this] { leaderboard_.notify(); }),
      results_(
          *database_, blobs_, clock_, random_,
          [this] {
              if (!view_) leaderboard_.notify();
          },
          view_ ? results::Acceptance{.compares_with_others = false} : signing_of_results(keys_),
          [this] { return names_.known(); }),
      compare_([this](const std::string& id) { return results_.load(id); }),
      audit_(*database_),
      saved_views_(*database_, clock_,
                   [this](const domain::ViewToSave& state) {
                       return pages::asked_answer(state, {leaderboard_, compare_});
                   }),
      web_(web_files(config)),
      api_(base_path_of(config), view_ ? http::Permitted::reading : http::Permitted::everything),
      pruning_(*database_) {
    const auto not_ready = [this]() -> std::optional<std::string> {
        database_->read([](sql::Reader& reader) { reader.rows<int>({"ping", "SELECT 1"}); });
        return std::nullopt;
    };
    http::add_operations(api_, not_ready, [this] {
        return statistics_.prometheus(api_.routes(), server_->gauges()) + feature_metrics();
    });
    const accounts::People people{accounts_,
                                  passwords_,
                                  devices_,
                                  sign_in_,
                                  config_.require_login,
                                  doors_.public_url().value_or("")};
    const Features features{results_,
                            leaderboard_,
                            compare_,
                            people,
                            names_,
                            keys_,
                            log_,
                            saved_views_,
                            audit_,
                            events_,
                            web_,
                            clock_,
                            doors_.public_url().value_or(""),
                            view_};
    add_api_routes(api_, features);
    add_page_routes(api_, features);
    if (!config.accept_mismatch) require_match(*database_, accounts_.any_account(), blobs_);
    derivations_.use_catalogue(fingerprint_of(names_.catalogue()));
    if (view_)
        gate_.emplace(secret(random_), secret(random_));
    else
        create_first_token();
}

Service::~Service() {
    stop();
}

/// In Prometheus text format, version 0.0.4.
std::string Service::feature_metrics() const {
    const results::DerivationProgress derived = derivations_.progress();
    std::string out;
    const auto line = [&](const std::string& name, const char* type, std::int64_t value) {
        out += "# TYPE " + name + " " + type + "\n" + name + " " + std::to_string(value) + "\n";
    };
    line("lem_derivation_number", "gauge", domain::derivation_number);
    line("lem_derivations_pending", "gauge", derived.pending);
    line("lem_derivations_done_total", "counter", derived.done);
    line("lem_derivations_failed_total", "counter", derived.failed);
    line("lem_leaderboard_unreadable_rows_total", "counter", leaderboard_.unreadable_rows());
    return out;
}

void Service::create_first_token() {
    if (accounts_.any_account()) return;
    const auto path = std::filesystem::path(config_.data) / "admin-token";
    const std::string line =
        accounts_.create_token("admin", "first start", domain::scopes_of(domain::Role::admin),
                               std::nullopt, sql::AuditActor::server()) +
        "\n";
    const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written =
        descriptor >= 0 && fchmod(descriptor, 0600) == 0 &&
        write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
        fsync(descriptor) == 0;
    if (descriptor >= 0) close(descriptor);
    if (!written)
        throw Error(ErrorCode::unavailable,
                    "Cannot write the administrator's token to " + path.string() + ".");
    new_token_file_ = path;
    password_path_ = std::string(accounts::password_page) +
                     passwords_.one_time_code("admin", sql::AuditActor::server());
}

void Service::start() {
    const auto observe = [this](const http::RequestOutcome& outcome) {
        statistics_.observe(outcome);
        http::log_request(outcome);
    };
    http::ServerOptions options = server_options(config_);
    options.spool_folder = uploads_.path();
    options.events = &events_;
    options.has_secret = accounts::contains_token;
    if (config_.require_login) options.sign_in_path = api_.routes().base_path() + "/sign-in";
    if (gate_) {
        constexpr std::chrono::milliseconds at_once{200};
        options.stop_grace = at_once;
        options.gate = [this](const http::Request& request) { return gate_->answer(request); };
    }
    // Pages from a folder are in development, and those of a private view tell what it reads at
    // the moment: never cached.
    if (!config_.web_root && !view_)
        options.topic_value = [this](std::string_view topic) { return topic_value(topic); };
    server_ = std::make_unique<http::Server>(std::move(options), api_.routes(),
                                             authenticator(accounts_.credentials()), observe);
    server_->start();
    // In a private view nothing is stored for long enough to be derived again.
    if (!view_) derivations_.start();
}

std::uint64_t Service::topic_value(std::string_view topic) const {
    const auto found = std::ranges::find(domain::topics::all, topic);
    LEM_ASSERT(found != domain::topics::all.end());
    return topic_values_[static_cast<std::size_t>(found - domain::topics::all.begin())];
}

void Service::tell(const std::vector<sql::Change>& changes) {
    for (std::size_t i = 0; i < domain::topics::all.size(); ++i) {
        const std::string_view topic = domain::topics::all[i];
        const auto last = std::ranges::find(changes.rbegin(), changes.rend(), topic,
                                            [](const sql::Change& change) { return change.topic; });
        if (last == changes.rend()) continue;
        topic_values_[i] = static_cast<std::uint64_t>(last->sequence);
        if (topic == domain::topics::accounts) accounts_.credentials().forget_remembered();
        if (topic == domain::topics::models || topic == domain::topics::hardware) rename();
        std::string data =
            R"({"topic":")" + std::string(topic) + R"(","value":)" + std::to_string(last->sequence);
        if (topic == domain::topics::derivations) {
            if (const auto left = schema::from_text<results::DerivationsLeft>(last->value)) {
                derivations_.heard(*left);
                if (left->unattended.value_or(false)) derivations_.look_again();
                data += ",\"progress\":" + schema::to_text(*left);
            }
        }
        events_.publish(topic, "changed", data + "}");
    }
}

/// Aliases have changed. The derivation reads them again before it derives.
void Service::rename() {
    try {
        names_.reload();
    } catch (const Error& error) {
        // New results are derived with the former aliases until the next change.
        log::warn("aliases_outdated", {{"message", error.message()}, {"cause", error.cause()}});
    }
    derivations_.look_again();
}

void Service::stop() {
    derivations_.stop();
    if (server_) server_->stop();
}

std::string Service::public_url() const {
    if (doors_.public_url()) return *doors_.public_url();
    return "http://" + config_.listen.substr(0, config_.listen.rfind(':')) + ":" +
           std::to_string(port()) + api_.routes().base_path();
}

std::uint16_t Service::port() const {
    return server_->port();
}

schema::json openapi_document() {
    const auto folder =
        std::filesystem::temp_directory_path() / ("lem-openapi-" + std::to_string(getpid()));
    Config config;
    config.data = folder.string();
    schema::json document = Service(config).openapi();
    std::filesystem::remove_all(folder);
    return document;
}

}  // namespace lem::app
