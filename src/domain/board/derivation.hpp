#pragma once
/// What follows from a submission: its verdicts, its own figures, and the row that lists show. One
/// pure function makes all of it, in the command line, the server and, as WebAssembly, the browser.
/// The server stores it with `derivation_number` and makes it anew when that number rises. Does not
/// throw.

#include "domain/board/leaderboard.hpp"
#include "domain/checks/checks.hpp"
#include "domain/result/aggregate.hpp"

#include <functional>

namespace lem::domain {

/// Rises with every change that gives a stored result another row, verdict or figure.
inline constexpr int derivation_number = 3;

/// The server's own judgement of a result. What the submitter says of it is only compared.
struct Evaluation {
    Quality quality;
    std::optional<Grade> submitted_grade;  // absent: the document has none
    Summary summary;
    std::vector<SummaryDifference> differences;
};

/// The outcome that a submission would have.
struct CheckReport {
    bool acceptable = false;
    std::vector<ProblemPlace> violations;
    std::vector<Check> checks;
    std::optional<LeaderboardRow> row;  // as it will appear; without id, owner and time
    std::optional<Evaluation> evaluation;
};

/// Gives the pieces of requests.jsonl, cut anywhere, until its argument returns false.
using TakeBytes = std::function<bool(std::string_view)>;
using RequestSource = std::function<void(const TakeBytes&)>;
/// The whole file in memory, which must outlive the source.
RequestSource requests_in(std::string_view requests_jsonl);

/// What was sent.
struct Evidence {
    std::string_view document;    // result.json
    RequestSource requests = {};  // empty: not sent; checks that need it say so
};

struct DerivationContext {
    std::int64_t received_at_ms = 0;
};

struct Derived {
    CheckReport report;
    Result result;  // default when the report has violations
    /// What was measured, in one form: when the run began, the cycles' windows, counts and
    /// energies. Documents of one run share it, whatever else they say.
    std::string run_facts;
};

Derived derive(const Evidence& evidence, const DerivationContext& context);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::Evaluation> {
    using T = domain::Evaluation;
    static constexpr auto record = schema::record(
        "Evaluation", "The server's own judgement, from what was sent.",
        field("quality", &T::quality, {.doc = "The grade, with its reasons."}),
        field("submitted_grade", &T::submitted_grade,
              {.doc = "The grade that the document claims; null when it has none."}),
        field("summary", &T::summary, {.doc = "The metrics, from the cycles and requests."}),
        field("differences", &T::differences,
              {.doc = "Where the submitted summary differs.", .items_max = 1000}));
};

template <>
struct description<domain::CheckReport> {
    using T = domain::CheckReport;
    static constexpr auto record = schema::record(
        "CheckReport", "The outcome that a submission would have.",
        field("acceptable", &T::acceptable, {.doc = "Whether it would be accepted."}),
        field("violations", &T::violations,
              {.doc = "Where the document does not match its schema."}),
        field("checks", &T::checks, {.doc = "The verdict of each check."}),
        field("row", &T::row, {.doc = "How it would appear; null when it cannot be read."}),
        field("evaluation", &T::evaluation,
              {.doc = "Grade and figures; null when it cannot be read."}));
};

}  // namespace lem::schema
