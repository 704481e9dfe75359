#pragma once
/// What is derived from a submission: verdicts, recomputed figures, and the row that lists show.
/// One pure function derives all of it, in the command line, the server and, as WebAssembly, the
/// browser. The server stores it with `derivation_number` and derives it again when that number
/// rises. Does not throw.

#include "domain/board/leaderboard.hpp"
#include "domain/checks/checks.hpp"
#include "domain/result/aggregate.hpp"
#include "domain/signing/account_key.hpp"

#include <functional>

namespace lem::domain {

/// Rises with every change that gives a stored result another row, verdict or figure.
inline constexpr int derivation_number = 8;

/// The server's own judgement of a result. The submitter's own claims are only compared with it.
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
    std::optional<SignedBy> signer = {};  // by whoever opened the bundle
};

/// Passes the pieces of requests.jsonl, or of power.csv, cut anywhere, to its argument until that
/// returns false.
using TakeBytes = std::function<bool(std::string_view)>;
using RequestSource = std::function<void(const TakeBytes&)>;
/// The whole file in memory, which must outlive the source.
RequestSource requests_in(std::string_view requests_jsonl);

/// The submitted data.
struct Evidence {
    std::string_view document;    // result.json
    RequestSource requests = {};  // empty: not sent; checks that need it say so
    RequestSource trace = {};     // power.csv; the same
};

struct DerivationContext {
    std::int64_t received_at_ms = 0;
    const KnownNames* names = &built_in_names();
    FindPeers find_peers = {};  // empty: nobody knows other results
};

struct Derived {
    CheckReport report;
    Result result;  // default when the report has violations
    /// The measured facts in a canonical form: start of the run, windows, counts and energies of
    /// the cycles. All documents of one run share it.
    std::string run_facts;
    ResolvedModel model;
    ResolvedHardware hardware;
    std::optional<PeerFacts> peer_facts;  // nullopt: it is not compared with others
};

Derived derive(const Evidence& evidence, const DerivationContext& context);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::Evaluation> {
    using T = domain::Evaluation;
    static constexpr auto record = schema::record(
        "Evaluation", "The server's own judgement of the submitted data.",
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
              {.doc = "Grade and figures; null when it cannot be read."}),
        field("signer", &T::signer,
              {.doc = "The key that signed the bundle; absent when it is not signed.",
               .omit_null = true}));
};

}  // namespace lem::schema
