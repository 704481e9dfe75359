#pragma once
/// From the text of a result document to a verdict and to the row it will be: the same function in
/// the command line, the server and, as WebAssembly, the browser. Pure; does not throw.

#include "domain/board/leaderboard.hpp"
#include "domain/checks/checks.hpp"

namespace lem::domain {

/// What would become of a submission.
struct CheckReport {
    bool acceptable = false;
    std::vector<ProblemPlace> violations;
    std::vector<Check> checks;
    std::optional<LeaderboardRow> row;  // as it will appear; without id, owner and time
};

/// The document as read, beside the report.
struct CheckedDocument {
    CheckReport report;
    Result result;  // default when the report has violations
    std::vector<RequestRecord> requests;
};

LeaderboardRow row_of(const Result& result);

/// `requests_jsonl` may be empty: checks that need it then say so.
CheckedDocument check_document(std::string_view document, std::string_view requests_jsonl,
                               std::int64_t received_at_ms);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::CheckReport> {
    using T = domain::CheckReport;
    static constexpr auto record = schema::record(
        "CheckReport", "What would become of a submission.",
        field("acceptable", &T::acceptable, {.doc = "Would it be accepted?"}),
        field("violations", &T::violations, {.doc = "Where the document breaks its schema."}),
        field("checks", &T::checks, {.doc = "The verdict of each check."}),
        field("row", &T::row, {.doc = "How it would appear; null when it cannot be read."}));
};

}  // namespace lem::schema
