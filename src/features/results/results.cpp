#include "features/results/results.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "domain/board/leaderboard_wire.hpp"

namespace lem::results {
namespace {

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

Error lost(const std::string& sha256) {
    return Error(
               ErrorCode::internal,
               "A file of this result is lost or damaged on the server. Submitting the same bytes "
               "again mends it.")
        .because(sha256);
}

std::string page_of(const std::string& id) {
    return "/results/" + id;
}

}  // namespace

domain::Receipt Results::submit(const domain::Principal& principal, const blob::StagedFile& file) {
    const auto find_known = [&](sql::Reader& reader) {
        return result_store::find_by_sha256(reader, file.sha256);
    };
    const auto receipt_of = [&](const std::string& id) {
        domain::ResultDetail known = detail(id);
        return domain::Receipt{.id = {id},
                               .url = page_of(id),
                               .created = false,
                               .sha256 = std::move(known.sha256),
                               .checks = std::move(known.checks)};
    };
    std::unique_ptr<OpenedBundle> opened = opened_bundle(file);
    Upload upload = open_upload(file);
    if (const auto known = database_.read(find_known)) {
        store_bytes(file, upload);  // mends what the store has lost
        return receipt_of(*known);
    }
    auto checked =
        domain::check_document(upload.document, upload.requests_jsonl(), clock_.now_ms());
    if (!checked.report.acceptable) {
        throw Error(ErrorCode::invalid,
                    checked.report.violations.empty()
                        ? "The result contradicts itself and is not accepted."
                        : "The document breaks its schema.",
                    to_violations(checked.report));
    }

    StoredResult stored;
    stored.row = std::move(*checked.report.row);
    stored.submitted_at_ms = clock_.now_ms();
    stored.row.id = {new_id("res", clock_, random_)};
    stored.row.submitted_by = principal.account.name;
    stored.row.submitted_at = text::rfc3339(stored.submitted_at_ms);
    stored.measured_at_ms = text::parse_rfc3339(checked.result.experiment.ended_at).value_or(0);
    stored.sha256 = file.sha256;
    stored.size_bytes = static_cast<std::int64_t>(file.size_bytes);
    stored.media_type = upload.media_type;
    stored.owner_id = principal.account.id;
    stored.experiment_id = checked.result.experiment.id;
    stored.checks_json = schema::to_text(checked.report.checks);
    stored.files = store_bytes(file, upload);
    stored.document_sha256 = upload.files.empty() ? file.sha256 : sha256_hex(upload.document);

    upload = {};
    opened.reset();  // the next bundle does not wait for this one's commit

    std::optional<std::string> same_run;
    try {
        same_run = database_.write(
            [&](sql::Transaction& transaction) { return publish(transaction, stored); });
    } catch (const Error& error) {
        // Two equal submissions at once: the first one's row is the answer to both.
        const auto known =
            error.code() == ErrorCode::conflict ? database_.read(find_known) : std::nullopt;
        if (!known) throw;
        return receipt_of(*known);
    }
    if (same_run) return receipt_of(*same_run);
    changed_();
    return {.id = stored.row.id,
            .url = page_of(stored.row.id.text),
            .created = true,
            .sha256 = file.sha256,
            .checks = std::move(checked.report.checks)};
}

std::unique_ptr<OpenedBundle> Results::opened_bundle(const blob::StagedFile& file) const {
    return archive::is_bundle(file.first_bytes) ? std::make_unique<OpenedBundle>(opening_)
                                                : nullptr;
}

std::vector<domain::FileReference> Results::store_bytes(const blob::StagedFile& file,
                                                        const Upload& upload) {
    std::vector<domain::FileReference> files;
    for (const auto& [name, content] : upload.files)
        files.push_back({name, blobs_.put(content), static_cast<std::int64_t>(content.size())});
    blobs_.adopt(file.path(), file.sha256);
    return files;
}

std::optional<std::string> Results::publish(sql::Transaction& transaction,
                                            const StoredResult& stored) const {
    const std::int64_t change = transaction.next_change();  // from here on nobody else submits
    const auto same = result_store::find_by_document(transaction, stored.document_sha256);
    if (same && (stored.files.empty() || same->media_type == bundle_media_type)) return same->id;
    if (same && same->owner_id != stored.owner_id)
        throw Error(ErrorCode::conflict, "Another account has published this run as " + same->id +
                                             ". Only it can add the run's files.");
    if (same)
        result_store::withdraw(
            transaction, same->id, stored.submitted_at_ms,
            "Replaced by " + stored.row.id.text + ", the same run with its files.");
    result_store::insert(transaction, stored, change);
    return std::nullopt;
}

domain::CheckReport Results::check(const blob::StagedFile& file) const {
    const std::unique_ptr<OpenedBundle> opened = opened_bundle(file);
    const Upload upload = open_upload(file);
    return domain::check_document(upload.document, upload.requests_jsonl(), clock_.now_ms()).report;
}

StoredResult Results::stored(const std::string& id) const {
    auto found =
        database_.read([&](sql::Reader& reader) { return result_store::find(reader, id); });
    if (!found) throw Error(ErrorCode::not_found, "There is no result " + id.substr(0, 60) + ".");
    return std::move(*found);
}

domain::ResultDetail Results::detail(const std::string& id) const {
    StoredResult result = stored(id);
    const auto document = blobs_.read(result.document_sha256);
    if (!document) throw lost(result.document_sha256);
    auto parsed = schema::from_text<domain::Result>(*document);
    auto checks = schema::from_text<std::vector<domain::Check>>(result.checks_json);
    if (!parsed || !checks)
        throw Error(ErrorCode::internal, "A stored result cannot be read.").because(id);
    domain::ResultDetail detail{.row = std::move(result.row),
                                .document = std::move(*parsed),
                                .checks = std::move(*checks),
                                .files = std::move(result.files),
                                .sha256 = std::move(result.sha256),
                                .size_bytes = result.size_bytes,
                                .media_type = std::move(result.media_type),
                                .withdrawn_at = std::nullopt,
                                .withdrawn_reason = std::move(result.withdrawn_reason)};
    if (result.withdrawn_at_ms) detail.withdrawn_at = text::rfc3339(*result.withdrawn_at_ms);
    return detail;
}

domain::ResultList Results::list(const domain::ResultListQuery& query) const {
    constexpr std::string_view after_all = "s";  // ids start with "res_"
    if (query.cursor && !query.cursor->starts_with("res_"))
        throw Error(ErrorCode::bad_request, "The cursor is not one of this list.",
                    {{"/cursor", "is not a next_cursor of this list; start again without it"}});
    domain::ResultList page;
    page.items = database_.read([&](sql::Reader& reader) {
        return result_store::list(reader, query.cursor.value_or(std::string(after_all)),
                                  query.limit + 1);
    });
    if (page.items.size() > static_cast<std::size_t>(query.limit)) {
        page.items.pop_back();
        page.next_cursor = page.items.back().id.text;
    }
    return page;
}

void Results::withdraw(const domain::Principal& principal, const std::string& id,
                       const std::string& reason) {
    const StoredResult result = stored(id);
    if (result.owner_id != principal.account.id && !principal.moderates()) {
        throw Error(ErrorCode::forbidden, "Only its owner or a moderator can withdraw a result.");
    }
    const Milliseconds now_ms = clock_.now_ms();
    const bool withdrawn = database_.write([&](sql::Transaction& transaction) {
        return result_store::withdraw(transaction, id, now_ms, reason);
    });
    if (!withdrawn) throw Error(ErrorCode::conflict, "The result is withdrawn already.");
    changed_();
}

Results::Download Results::located(const std::string& sha256, std::string media_type,
                                   std::int64_t size_bytes) const {
    auto path = blobs_.locate(sha256);
    if (!path) throw lost(sha256);
    return {.path = std::move(*path),
            .sha256 = sha256,
            .media_type = std::move(media_type),
            .size_bytes = size_bytes};
}

Results::Download Results::original(const std::string& id) const {
    const StoredResult result = stored(id);
    return located(result.sha256, result.media_type, result.size_bytes);
}

Results::Download Results::file(const std::string& id, const std::string& name) const {
    const StoredResult result = stored(id);
    for (const domain::FileReference& file : result.files) {
        const bool json = name.ends_with(".json");
        const std::string type = json ? "application/json" : "text/plain; charset=utf-8";
        if (file.name == name) return located(file.sha256, type, file.size_bytes);
    }
    if (name == "result.json" && result.files.empty())
        return located(result.sha256, result.media_type, result.size_bytes);
    throw Error(ErrorCode::not_found, "Result " + id + " has no file " + name.substr(0, 100) + ".");
}

}  // namespace lem::results
