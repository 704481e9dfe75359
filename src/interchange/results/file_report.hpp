#pragma once
/// What a file that a person wants to publish holds: a result of lem's own, several of them, or
/// another program's, each as the document that would be published, with its verdict. The browser
/// and the server answer the submit page with it. Pure; does not throw.

#include "domain/board/derivation.hpp"
#include "interchange/results/result_format.hpp"

namespace lem::interchange {

/// One document that can be published.
struct ReportedDocument {
    std::string document;  // its bytes
    domain::CheckReport report;
    std::optional<std::string> run;          // as run_of gives it
    std::optional<std::string> natural_key;  // as natural_key_of gives it
};

struct FileReport {
    std::optional<std::string> program;  // that wrote the file, if it was recognised
    std::vector<ReportedDocument> results;
    std::vector<domain::ProblemPlace> violations;  // why there is none
};

/// Documents of lem itself in these bytes: one, or one a line as exports have them. They stay as
/// they are. Empty if the bytes are something else.
std::vector<std::string_view> own_documents(std::string_view bytes);

/// `sha256` of the bytes in hexadecimal; `now_ms` since 1970. A violation for more than
/// `results_max` results.
FileReport report_on_file(std::string_view bytes, std::string_view sha256, const GivenFacts& given,
                          std::int64_t now_ms, std::size_t results_max = limits::import_records_max,
                          const domain::KnownNames& names = domain::built_in_names());

}  // namespace lem::interchange

namespace lem::schema {

template <>
struct description<interchange::GivenFacts> {
    using T = interchange::GivenFacts;
    static constexpr auto record = schema::record(
        "GivenFacts", "What the person who imports knows. It takes precedence over the file.",
        field("model", &T::model,
              {.doc = "The model, as on the leaderboard.", .length_max = 200, .omit_null = true}),
        field("engine", &T::engine, {.doc = "The engine that served it.", .omit_null = true}),
        field("engine_version", &T::engine_version,
              {.doc = "Its version.", .length_max = 100, .omit_null = true}),
        field("hardware", &T::hardware,
              {.doc = "The name of one device.", .length_max = 200, .omit_null = true}),
        field("hardware_count", &T::hardware_count,
              {.doc = "How many of it.", .minimum = 1, .maximum = 1024, .omit_null = true}));
};

template <>
struct description<interchange::ReportedDocument> {
    using T = interchange::ReportedDocument;
    static constexpr auto record = schema::record(
        "ReportedDocument", "One document that can be published.",
        field("document", &T::document,
              {.doc = "Its bytes, to be submitted as they are.", .length_max = 16'777'216}),
        field("report", &T::report, {.doc = "The outcome that submitting it would have."}),
        field("run", &T::run,
              {.doc = "The same text for every document of one run; null if it cannot be read."}),
        field("natural_key", &T::natural_key,
              {.doc = "The same text for results that are replicates of each other: of one model, "
                      "precision, engine with its settings, hardware, energy scope, load and "
                      "lengths. Null if the hardware or the load is not stated."}));
};

template <>
struct description<interchange::FileReport> {
    using T = interchange::FileReport;
    static constexpr auto record = schema::record(
        "FileReport", "What a file that a person wants to publish holds.",
        field("program", &T::program,
              {.doc = "The program that wrote it; null if the file was not recognised."}),
        field("results", &T::results, {.doc = "Its results."}),
        field("violations", &T::violations, {.doc = "Why there is none."}));
};

}  // namespace lem::schema
