#pragma once
/// The composition root: opens the stores, builds the features, lists their routes, serves. Members
/// are declared in order of dependence, so they are destroyed in reverse.

#include "app/change_pruning.hpp"
#include "app/config.hpp"
#include "app/identity_doors.hpp"
#include "app/private_gate.hpp"
#include "domain/board/topics.hpp"
#include "features/accounts/accounts.hpp"
#include "features/accounts/device_grants.hpp"
#include "features/accounts/passwords.hpp"
#include "features/accounts/sign_in.hpp"
#include "features/audit/audit.hpp"
#include "features/compare/compare.hpp"
#include "features/leaderboard/leaderboard.hpp"
#include "features/names/names.hpp"
#include "features/results/derivations.hpp"
#include "features/results/results.hpp"
#include "features/signing/account_keys.hpp"
#include "features/signing/transparency_log.hpp"
#include "features/views/views.hpp"
#include "pages/private_view.hpp"
#include "platform/http/api/operations.hpp"
#include "platform/http/api/static_files.hpp"
#include "platform/http/server/server.hpp"

namespace lem::app {

class Service {
public:
    /// With `view`, which says what it shows, this is the private view of one person: it can only
    /// be read, with the gate's token. No result is compared with those of others or logged, and
    /// nothing is written to last.
    explicit Service(const Config& config, pages::PrivateViewSource view = {});
    ~Service();

    /// Listens; returns once connections are accepted.
    void start();
    void stop();
    std::uint16_t port() const;
    schema::json openapi() const { return api_.openapi(); }
    accounts::Accounts& accounts() { return accounts_; }
    results::Results& results() { return results_; }
    /// In a private view it shows what was published once it is notified.
    leaderboard::Leaderboard& leaderboard() { return leaderboard_; }
    const Clock& clock() const { return clock_; }
    /// Of a private view.
    const PrivateGate& gate() const { return *gate_; }
    const std::vector<http::Route>& routes() const { return api_.routes().routes(); }
    const http::ServerGauges& gauges() const { return server_->gauges(); }
    /// The file with the first administrator's token, if this start created one.
    const std::optional<std::filesystem::path>& new_token_file() const { return new_token_file_; }
    /// As people see this server, with its base path and without a slash at its end.
    std::string public_url() const;
    /// The page where the first administrator sets a password, which works once; only if this start
    /// created the account. Below public_url().
    const std::optional<std::string>& password_path() const { return password_path_; }

private:
    void create_first_token();
    std::string feature_metrics() const;
    /// Announces changes, of any process, to caches and streams.
    void tell(const std::vector<sql::Change>& changes);
    void rename();
    std::uint64_t topic_value(std::string_view topic) const;

    Config config_;
    const pages::PrivateViewSource view_;
    SystemClock clock_;
    SystemRandom random_;
    IdentityDoors doors_;
    std::unique_ptr<sql::Database> database_;
    blob::FileBlobs blobs_;
    blob::StagingFolder uploads_;
    accounts::Accounts accounts_;
    accounts::Passwords passwords_;
    accounts::DeviceGrants devices_;
    accounts::SignIn sign_in_;
    http::EventLog events_;
    names::Names names_;
    results::Derivations derivations_;
    std::array<std::atomic<std::uint64_t>, domain::topics::all.size()> topic_values_{};
    leaderboard::Leaderboard leaderboard_;
    signing::TransparencyLog log_;
    signing::AccountKeys keys_;
    results::Results results_;
    compare::Compare compare_;
    audit::AuditLog audit_;
    views::Views saved_views_;
    http::StaticFiles web_;
    http::Api api_;
    http::RequestStatistics statistics_;
    ChangePruning pruning_;
    std::optional<PrivateGate> gate_;
    std::unique_ptr<http::Server> server_;
    std::optional<std::filesystem::path> new_token_file_;
    std::optional<std::string> password_path_;
};

/// "sqlite:DATA/lem.db" unless the configuration says otherwise.
std::string database_url(const Config& config);

/// The OpenAPI document of exactly the routes that Service serves.
schema::json openapi_document();

}  // namespace lem::app
