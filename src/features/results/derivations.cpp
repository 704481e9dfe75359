#include "features/results/derivations.hpp"

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "domain/audit_action.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/topics.hpp"
#include "features/results/processor_budget.hpp"
#include "features/results/stored_document.hpp"
#include "platform/sql/audit.hpp"

namespace lem::results {
namespace {

/// Results in one transaction: a commit for each would cost more than deriving it.
constexpr int batch_size = 32;
constexpr Milliseconds retry_after_ms = 3'600'000;
constexpr std::chrono::minutes idle_interval{5};

/// Writes the change with the progress of the derivation, and returns what is left.
std::int64_t note_progress(sql::Transaction& transaction,
                           std::optional<bool> unattended = std::nullopt) {
    const DerivationsLeft left{
        .pending = result_store::count_to_derive(transaction, domain::derivation_number),
        .failed = result_store::count_failed(transaction, domain::derivation_number),
        .unattended = unattended};
    transaction.change(domain::topics::derivations, schema::to_text(left));
    return left.pending;
}

}  // namespace

StoredDerivation stored_derivation(const domain::Derived& derived) {
    const domain::LeaderboardRow& row = *derived.report.row;
    return {.derivation = domain::derivation_number,
            .experiment_id = derived.result.experiment.id,
            .run_sha256 = sha256_hex(derived.run_facts),
            .model = derived.model.submitted,
            .hardware = derived.hardware.submitted,
            .row_json = schema::to_text(row),
            .checks_json = schema::to_text(derived.report.checks),
            .evaluation_json = schema::to_text(*derived.report.evaluation),
            .model_standing = derived.model.standing,
            .device = derived.hardware.submitted_device,
            .hardware_standing = derived.hardware.standing,
            .peer = stored_peer(derived)};
}

domain::FindPeers peers_before(sql::Database& database, const Submission& submission) {
    return [&](const domain::Result& result, const domain::PeerFacts* facts) {
        return database.read([&](sql::Reader& reader) {
            return peer_store::find(reader,
                                    {.before_number = submission.number,
                                     .experiment_id = result.experiment.id,
                                     .files = submission.files},
                                    result, facts);
        });
    };
}

domain::Derived derive_again(sql::Database& database, const blob::BlobStore& blobs,
                             const Submission& submission, const domain::KnownNames& names) {
    const ProcessorBudget budget(limits::upload_processor_time_max);
    const auto lost = [](const std::string& sha256) {
        return Error(ErrorCode::internal, "A file of the result is lost or damaged: " + sha256);
    };
    const auto document = read_document(database, blobs, submission);
    if (!document) throw lost(submission.document_sha256);
    const auto pieces_of = [&](std::string_view name) {
        return [&, name](const domain::TakeBytes& take) {
            for (const domain::FileReference& file : submission.files) {
                if (file.name != name) continue;
                const bool whole = blobs.read_pieces(file.sha256, [&](std::string_view piece) {
                    budget.require_left();
                    return take(piece);
                });
                if (!whole) throw lost(file.sha256);
            }
        };
    };
    domain::Derived derived = domain::derive({.document = *document,
                                              .requests = pieces_of("requests.jsonl"),
                                              .trace = pieces_of("power.csv")},
                                             {.received_at_ms = submission.submitted_at_ms,
                                              .names = &names,
                                              .find_peers = peers_before(database, submission)});
    if (!derived.report.violations.empty()) {
        const auto& [pointer, message] = derived.report.violations.front();
        throw Error(ErrorCode::internal,
                    "The stored document can no longer be read: " + pointer + " " + message);
    }
    derived.report.row->id = {submission.id};
    derived.report.row->submitted_at = text::rfc3339(submission.submitted_at_ms);
    return derived;
}

void mark_compared(sql::Transaction& transaction, const std::string& id) {
    const std::vector<std::string> compared = peer_store::compared_with(transaction, id);
    for (const std::string& other : compared)
        result_store::mark_to_derive(transaction, other);
    if (!compared.empty()) note_progress(transaction, true);
}

struct Derivations::Outcome {
    std::string id;
    std::optional<StoredDerivation> derived;
    std::string failure;
};

Derivations::Outcome Derivations::derive_one(const std::string& id,
                                             const domain::KnownNames& names) const {
    Outcome outcome{.id = id, .derived = std::nullopt, .failure = {}};
    try {
        const auto submission =
            database_.read([&](sql::Reader& reader) { return result_store::find(reader, id); });
        if (!submission) throw Error(ErrorCode::not_found, "The result does not exist.");
        outcome.derived = stored_derivation(derive_again(database_, blobs_, *submission, names));
    } catch (const Error& error) {
        outcome.failure = error.message();
        log::error("derivation_failed", {{"result", id}, {"message", error.message()}});
    } catch (const AssertionFailure& failure) {
        outcome.failure = "An internal assumption failed for it; the log says which.";
        log::error("assertion_failed", {{"result", id}, {"cause", std::string(failure.what())}});
    }
    return outcome;
}

bool Derivations::run_batch() {
    const Milliseconds now_ms = clock_.now_ms();
    std::vector<std::string> ids = database_.read([&](sql::Reader& reader) {
        return result_store::to_derive(reader, domain::derivation_number, now_ms - retry_after_ms,
                                       batch_size);
    });
    {
        const std::lock_guard lock(mutex_);
        ids.insert(ids.end(), asked_.begin(), asked_.end());
        asked_.clear();
    }
    if (ids.empty()) return false;
    const std::shared_ptr<const domain::KnownNames> names = names_();
    std::vector<Outcome> outcomes;
    for (const std::string& id : ids)
        outcomes.push_back(derive_one(id, *names));
    pending_ = database_.write([&](sql::Transaction& transaction) {
        for (const Outcome& outcome : outcomes) {
            if (outcome.derived) {
                result_store::update_derived(transaction, outcome.id, *outcome.derived);
                transaction.change(domain::topics::results, outcome.id);
            } else {
                result_store::note_failed_derivation(
                    transaction, outcome.id, domain::derivation_number, now_ms, outcome.failure);
            }
        }
        return note_progress(transaction);
    });
    for (const Outcome& outcome : outcomes)
        ++(outcome.derived ? done_ : failed_);
    changed_();
    return true;
}

DerivationProgress Derivations::progress() const {
    return {.pending = pending_, .done = done_, .failed = failed_};
}

std::vector<result_store::FailedDerivation> Derivations::failures() const {
    return database_.read([](sql::Reader& reader) {
        return result_store::failed_derivations(reader, domain::derivation_number);
    });
}

void Derivations::mark_all() {
    pending_ = database_.write([this](sql::Transaction& transaction) {
        result_store::mark_to_derive(transaction, std::nullopt);
        sql::audit(transaction, {clock_.now_ms(), sql::AuditActor::command_line(),
                                 domain::AuditAction::rederivation_asked, "results"});
        return note_progress(transaction);
    });
}

void Derivations::use_catalogue(const std::string& sha256) {
    const std::string used = database_.read(result_store::used_catalogue);
    if (used == sha256) return;
    pending_ = database_.write([&](sql::Transaction& transaction) -> std::int64_t {
        result_store::set_used_catalogue(transaction, sha256);
        const bool any =
            result_store::count_to_derive(transaction, domain::derivation_number + 1) > 0;
        if (!any) return 0;
        result_store::mark_to_derive(transaction, std::nullopt);
        return note_progress(transaction);
    });
}

void Derivations::look_again() {
    {
        const std::lock_guard lock(mutex_);
        looks_again_ = true;
    }
    wake_.notify_one();
}

void Derivations::ask(const std::string& id) {
    {
        const std::lock_guard lock(mutex_);
        asked_.push_back(id);
    }
    wake_.notify_one();
}

void Derivations::start() {
    thread_ = std::thread([this] { run(); });
}

void Derivations::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Derivations::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        looks_again_ = false;
        lock.unlock();
        bool more = false;
        try {
            more = run_batch();
        } catch (const Error& error) {
            // The database is unavailable; results that were not derived are still marked.
            log::warn("derivation_delayed",
                      {{"message", error.message()}, {"cause", error.cause()}});
        } catch (const AssertionFailure& failure) {
            log::error("assertion_failed", {{"cause", std::string(failure.what())}});
        }
        lock.lock();
        if (!more)
            wake_.wait_for(lock, idle_interval,
                           [&] { return stopping_ || looks_again_ || !asked_.empty(); });
    }
}

}  // namespace lem::results
