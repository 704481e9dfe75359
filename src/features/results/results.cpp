#include "features/results/results.hpp"

#include "base/limits.hpp"
#include "base/memory.hpp"
#include "base/text.hpp"
#include "domain/audit_action.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/topics.hpp"
#include "features/results/stored_document.hpp"
#include "platform/sql/audit.hpp"

#include <algorithm>
#include <array>
#include <fstream>

namespace lem::results {
namespace {

constexpr std::string_view send_less = " Send result.json alone, without requests.jsonl.";

std::vector<domain::FileReference> files_of(const Upload& upload) {
    std::vector<domain::FileReference> files;
    for (const auto& [name, of_bundle] : upload.files)
        files.push_back(of_bundle);
    return files;
}

/// `database` is null if no others are known.
domain::Derived derived_from(const Upload& upload, const ProcessorBudget& budget,
                             Milliseconds now_ms, const domain::KnownNames& names,
                             sql::Database* database) {
    const Submission unpublished{.files = files_of(upload)};
    const auto pieces_of = [&](const char* name) {
        return [&, name](const domain::TakeBytes& take) { upload.read_file(name, budget, take); };
    };
    return domain::derive(
        {.document = upload.document,
         .requests = pieces_of("requests.jsonl"),
         .trace = pieces_of("power.csv")},
        {.received_at_ms = now_ms,
         .names = &names,
         .find_peers =
             database == nullptr ? domain::FindPeers() : peers_before(*database, unpublished)});
}

Violations to_violations(const domain::CheckReport& report) {
    Violations violations;
    for (const auto& [pointer, message] : report.violations)
        violations.push_back({pointer, message});
    for (const domain::Check& check : report.checks) {
        if (check.outcome == domain::CheckOutcome::rejected)
            violations.push_back({"", check.code + ", " + check.title + ": " + check.message});
    }
    return violations;
}

/// Files of the run itself: its requests, its trace, its logs.
bool has_run_files(const Submission& submission) {
    constexpr std::array others{"result.json", "manifest.json", "result.dsse.json"};
    return std::ranges::any_of(submission.files, [&](const domain::FileReference& file) {
        return std::ranges::find(others, file.name) == others.end();
    });
}

/// Whether the known result of a run stays unchanged when the run is submitted again. A listed one
/// is replaced only by one that brings the run's files, or its owner's first signature, and lacks
/// no files that the known one has. One that its owner has withdrawn is replaced when the owner
/// submits the run again; nobody else can restore an unlisted result.
bool keeps_its_place(sql::Reader& reader, const result_store::SameRun& same,
                     const Submission& submission) {
    const domain::StateChange last = result_store::history(reader, same.id).back();
    if (last.state == domain::ResultState::listed) {
        const bool files = has_run_files(submission);
        const bool adds_signature =
            submission.is_signed && !same.is_signed && same.owner_id == submission.owner_id;
        const bool adds_files = files && !same.has_files;
        return !adds_files && !(adds_signature && (files || !same.has_files));
    }
    return last.reason != domain::StateReason::by_owner || same.owner_id != submission.owner_id;
}

std::string page_of(const std::string& id) {
    return "/results/" + id;
}

}  // namespace

domain::Receipt Results::submit(const domain::Principal& principal, const blob::StagedFile& file) {
    const MemoryRelease release(file.size_bytes);
    std::unique_ptr<OpenedBundle> opened = opened_bundle(file);
    const ProcessorBudget budget(limits::upload_processor_time_max, send_less);
    Upload upload = open_upload(file, budget);
    const auto known = database_.read(
        [&](sql::Reader& reader) { return result_store::find_by_sha256(reader, file.sha256); });
    if (known) {
        mend(*known, file, upload);
        return submit_again(principal, *known);
    }
    const Milliseconds now_ms = clock_.now_ms();
    domain::Derived derived = derived_from(upload, budget, now_ms, *names_(),
                                           acceptance_.compares_with_others ? &database_ : nullptr);
    if (!derived.report.acceptable) {
        throw Error(ErrorCode::invalid,
                    derived.report.violations.empty()
                        ? "The result contradicts itself and is not accepted."
                        : "The document does not match its schema.",
                    to_violations(derived.report));
    }
    const std::optional<domain::PublicKey> signer = upload.signer;
    if (signer && acceptance_.require_signer) acceptance_.require_signer(principal, *signer);
    Submission submission{.id = new_id("res", clock_, random_),
                          .sha256 = file.sha256,
                          .document_sha256 = {},
                          .size_bytes = static_cast<std::int64_t>(file.size_bytes),
                          .media_type = upload.media_type,
                          .owner_id = principal.account.id,
                          .submitted_at_ms = now_ms,
                          .files = files_of(upload),
                          .is_signed = signer.has_value()};
    submission.document_sha256 =
        upload.files.empty() ? file.sha256 : upload.files.at("result.json").sha256;
    derived.report.row->id = {submission.id};
    derived.report.row->submitted_at = text::rfc3339(now_ms);
    const StoredDerivation stored = stored_derivation(derived);
    std::optional<std::string> document;
    if (belongs_in_database(upload))
        document = std::move(upload.document);
    else
        store_files(file, upload);
    upload = {};
    opened.reset();  // the next bundle need not wait for this commit
    const Published published = database_.write([&](sql::Transaction& transaction) {
        return publish(transaction, submission, stored, document, signer);
    });
    if (!published.is_new) return submit_again(principal, published.id);
    changed_();
    return {.id = {published.id},
            .url = page_of(published.id),
            .created = true,
            .sha256 = submission.sha256,
            .checks = std::move(derived.report.checks),
            .signature = signer ? signature_of(published.id) : std::nullopt};
}

domain::Receipt Results::submit_again(const domain::Principal& principal, const std::string& id) {
    const auto last = database_.read(
        [&](sql::Reader& reader) { return result_store::history(reader, id).back(); });
    if (last.replaced_by) return submit_again(principal, last.replaced_by->text);
    if (last.state == domain::ResultState::hidden)
        throw Error(ErrorCode::conflict, "This run was submitted before and is not shown.");
    const bool taken_back = last.state == domain::ResultState::withdrawn &&
                            last.reason == domain::StateReason::by_owner;
    if (!taken_back || submission(id).owner_id != principal.account.id) return receipt_of(id);
    database_.write([&](sql::Transaction& transaction) {
        const std::int64_t change = transaction.change(domain::topics::results, id);
        // A moderator may have withdrawn it in between.
        if (result_store::history(transaction, id).back().reason != domain::StateReason::by_owner)
            return;
        result_store::set_state(transaction, id, change,
                                {.state = domain::ResultState::listed,
                                 .reason = domain::StateReason::resubmitted,
                                 .by_account = principal.account.id,
                                 .at_ms = clock_.now_ms()});
        peer_store::note_change(transaction, id);
        mark_compared(transaction, id);
    });
    changed_();
    return receipt_of(id);
}

domain::Receipt Results::receipt_of(const std::string& id) const {
    const domain::ResultDetail known = detail(id);
    domain::Receipt receipt{.id = {id},
                            .url = page_of(id),
                            .created = false,
                            .state = known.row.state,
                            .state_words = std::nullopt,
                            .sha256 = known.sha256,
                            .checks = known.checks,
                            .signature = known.signature};
    const domain::StateChange& last = known.history.back();
    if (last.state != domain::ResultState::listed)
        receipt.state_words = "It was " + std::string(schema::name_of(last.state)) + " by " +
                              last.by + " at " + last.at +
                              (last.words.empty() ? "." : ": " + last.words);
    return receipt;
}

std::unique_ptr<OpenedBundle> Results::opened_bundle(const blob::StagedFile& file) const {
    return archive::is_bundle(file.first_bytes) ? std::make_unique<OpenedBundle>(opening_)
                                                : nullptr;
}

void Results::store_files(const blob::StagedFile& file, const Upload& upload) {
    if (!upload.files.empty()) upload.store_files(blobs_);
    blobs_.adopt(file.path(), file.sha256);
}

void Results::mend(const std::string& id, const blob::StagedFile& file, const Upload& upload) {
    if (!belongs_in_database(upload)) return store_files(file, upload);
    const auto known =
        database_.read([&](sql::Reader& reader) { return result_store::find(reader, id); });
    if (read_document(database_, blobs_, *known)) return;
    database_.write([&](sql::Transaction& transaction) {
        result_store::store_document(transaction, id, upload.document);
    });
}

Results::Published Results::publish(sql::Transaction& transaction, const Submission& submission,
                                    const StoredDerivation& derived,
                                    const std::optional<std::string>& document,
                                    const std::optional<domain::PublicKey>& signer) const {
    // From here on, no other submit can interfere.
    const std::int64_t change = transaction.change(domain::topics::results, submission.id);
    std::optional<result_store::SameRun> same;
    if (result_store::may_hold_run(transaction, submission.document_sha256, derived)) {
        if (const auto raced = result_store::find_by_sha256(transaction, submission.sha256))
            return {.id = *raced};
        same = result_store::find_same_run(transaction, submission.document_sha256, derived);
    }
    if (same && !same->measured_alike)
        throw Error(ErrorCode::conflict,
                    "A run with the id " + derived.experiment_id + " is published as " + same->id +
                        ", with other measurements. Each run has an id of its own.");
    if (same && keeps_its_place(transaction, *same, submission)) return {.id = same->id};
    if (same && same->owner_id != submission.owner_id)
        throw Error(ErrorCode::conflict, "Another account has published this run as " + same->id +
                                             ". Only it can add the run's files.");
    result_store::insert(transaction, submission, derived, change);
    if (!derived.peer.configuration_sha256.empty())
        peer_store::note_change(transaction, submission.id);
    if (document) result_store::store_document(transaction, submission.id, *document);
    if (acceptance_.accepted)
        acceptance_.accepted(transaction, {.id = submission.id,
                                           .document_sha256 = submission.document_sha256,
                                           .submission_sha256 = submission.sha256,
                                           .accepted_at_ms = submission.submitted_at_ms,
                                           .signer = signer});
    result_store::set_state(transaction, submission.id, change,
                            {.state = domain::ResultState::listed,
                             .reason = domain::StateReason::published,
                             .by_account = submission.owner_id,
                             .at_ms = submission.submitted_at_ms});
    if (same) {
        result_store::set_state(transaction, same->id,
                                transaction.change(domain::topics::results, same->id),
                                {.state = domain::ResultState::withdrawn,
                                 .reason = domain::StateReason::replaced,
                                 .words = "Replaced by " + submission.id + ", the same run.",
                                 .replaced_by = submission.id,
                                 .by_account = submission.owner_id,
                                 .at_ms = submission.submitted_at_ms});
        mark_compared(transaction, same->id);
    }
    return {.id = submission.id, .is_new = true};
}

domain::CheckReport Results::check(const blob::StagedFile& file) const {
    const MemoryRelease release(file.size_bytes);
    const std::unique_ptr<OpenedBundle> opened = opened_bundle(file);
    const ProcessorBudget budget(limits::upload_processor_time_max, send_less);
    const Upload upload = open_upload(file, budget);
    domain::CheckReport report =
        derived_from(upload, budget, clock_.now_ms(), *names_(), &database_).report;
    if (upload.signer) report.signer = domain::signed_by(*upload.signer);
    return report;
}

interchange::FileReport Results::report_on(const blob::StagedFile& file,
                                           const interchange::GivenFacts& given) const {
    const MemoryRelease release(file.size_bytes);
    return interchange::report_on_file(file.content(), file.sha256, given, clock_.now_ms(),
                                       limits::reported_results_max, *names_());
}

Submission Results::submission(const std::string& id) const {
    auto found = database_.read([&](sql::Reader& reader) -> std::optional<Submission> {
        // Hidden results do not exist for others.
        const auto history = result_store::history(reader, id);
        if (history.empty() || history.back().state == domain::ResultState::hidden)
            return std::nullopt;
        return result_store::find(reader, id);
    });
    if (!found) throw Error(ErrorCode::not_found, "There is no result " + id.substr(0, 60) + ".");
    return std::move(*found);
}

std::optional<domain::ResultSignature> Results::signature_of(const std::string& id) const {
    if (!acceptance_.signature) return std::nullopt;
    return database_.read([&](sql::Reader& reader) { return acceptance_.signature(reader, id); });
}

domain::ResultDetail Results::detail(const std::string& id) const {
    Submission submitted = submission(id);
    const auto [found, history] = database_.read([&](sql::Reader& reader) {
        return std::pair(result_store::find_derived(reader, id), result_store::history(reader, id));
    });
    const auto document = read_document(database_, blobs_, submitted);
    if (!document) throw lost(submitted.document_sha256);
    domain::ResultDetail detail{.sha256 = submitted.sha256,
                                .size_bytes = submitted.size_bytes,
                                .media_type = submitted.media_type,
                                .history = history};
    auto row = domain::read_stored_row(found->derived.row_json);
    auto checks = schema::from_text<std::vector<domain::Check>>(found->derived.checks_json);
    auto evaluation = schema::from_text<domain::Evaluation>(found->derived.evaluation_json);
    auto parsed = schema::from_text<domain::Result>(*document);
    if (row && checks && evaluation && parsed) {
        detail.row = std::move(*row);
        detail.checks = std::move(*checks);
        detail.evaluation = std::move(*evaluation);
        detail.document = std::move(*parsed);
    } else {
        // Stored by another version of lem, or damaged: derive it again from the document.
        domain::Derived derived = derive_again(database_, blobs_, submitted, *names_());
        detail.row = std::move(*derived.report.row);
        detail.checks = std::move(derived.report.checks);
        detail.evaluation = std::move(*derived.report.evaluation);
        detail.document = std::move(derived.result);
    }
    domain::join_names(detail.row, found->names);
    detail.row.state = found->state;
    detail.files = std::move(submitted.files);
    detail.signature = signature_of(id);
    detail.repetitions = database_.read([&](sql::Reader& reader) {
        return peer_store::repetitions(reader, id, limits::repetitions_shown_max);
    });
    if (acceptance_.log_index)
        detail.log_index =
            database_.read([&](sql::Reader& reader) { return acceptance_.log_index(reader, id); });
    return detail;
}

domain::LoadedResult Results::load(const std::string& id) {
    domain::LoadedResult loaded{.detail = detail(id), .requests = nullptr};
    FoundRequests found = digests_.find(loaded.detail);
    loaded.requests = std::move(found.digest);
    loaded.requests_absent_reason = std::move(found.absent_reason);
    return loaded;
}

namespace {

constexpr std::string_view after_all = "s";  // ids start with "res_"

/// One row more than the page has says that there is another page.
domain::ResultList page_of(const domain::ResultListQuery& query,
                           const std::vector<result_store::ListedRow>& rows, bool with_hidden) {
    domain::ResultList page;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i == static_cast<std::size_t>(query.limit)) {
            page.next_cursor = rows[i - 1].id;
            break;
        }
        const auto& found = rows[i].found;
        auto row = domain::read_stored_row(found.derived.row_json);
        // A damaged row is left out until it has been derived again.
        if (!row || (found.state == domain::ResultState::hidden && !with_hidden)) continue;
        domain::join_names(*row, found.names);
        row->state = found.state;
        page.items.push_back(std::move(*row));
    }
    return page;
}

std::string place_of(const domain::ResultListQuery& query) {
    if (query.cursor && !query.cursor->starts_with("res_"))
        throw Error(ErrorCode::bad_request, "The cursor does not belong to this list.",
                    {{"/cursor", "is not a next_cursor of this list; start again without it"}});
    return query.cursor.value_or(std::string(after_all));
}

}  // namespace

domain::ResultList Results::list(const domain::ResultListQuery& query) const {
    const std::string place = place_of(query);
    return page_of(query, database_.read([&](sql::Reader& reader) {
        return result_store::list(reader, place, query.limit + 1);
    }),
                   false);
}

domain::ResultList Results::list_own(const domain::Principal& principal,
                                     const domain::ResultListQuery& query) const {
    const std::string place = place_of(query);
    return page_of(query, database_.read([&](sql::Reader& reader) {
        return result_store::list_of(reader, principal.account.id, place, query.limit + 1);
    }),
                   true);
}

void Results::withdraw(const domain::Principal& principal, const std::string& id,
                       const std::string& reason) {
    const bool owner = submission(id).owner_id == principal.account.id;
    if (!owner && !principal.moderates()) {
        throw Error(ErrorCode::forbidden, "Only its owner or a moderator can withdraw a result.");
    }
    const bool withdrawn = database_.write([&](sql::Transaction& transaction) {
        const std::int64_t change = transaction.change(domain::topics::results, id);
        const domain::StateChange last = result_store::history(transaction, id).back();
        // The owner could list again what he withdrew; a moderator's word ends that.
        const bool overrules = !owner && last.reason == domain::StateReason::by_owner;
        if (last.state == domain::ResultState::withdrawn && !overrules) return false;
        result_store::set_state(
            transaction, id, change,
            {.state = domain::ResultState::withdrawn,
             .reason = owner ? domain::StateReason::by_owner : domain::StateReason::by_moderator,
             .words = reason,
             .by_account = principal.account.id,
             .at_ms = clock_.now_ms()});
        sql::audit(transaction, {clock_.now_ms(),
                                 sql::AuditActor::of(principal),
                                 domain::AuditAction::result_withdrawn,
                                 id,
                                 {{"reason", reason}, {"owner", owner}}});
        peer_store::note_change(transaction, id);
        mark_compared(transaction, id);
        return true;
    });
    if (!withdrawn) throw Error(ErrorCode::conflict, "The result is already withdrawn.");
    changed_();
}

}  // namespace lem::results
