#include "interchange/results/file_report.hpp"

#include "base/text.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "interchange/results/records.hpp"
#include "interchange/results/replicates.hpp"

#include <algorithm>

namespace lem::interchange {
namespace {

/// What only a document of lem has. A document that is cut off is one, too: its error is told.
bool is_own(std::string_view text) {
    const std::string_view start = text.substr(0, 4096);
    const auto has = [&](std::string_view key) {
        return start.find(key) != std::string_view::npos;
    };
    // An import report may come before the experiment, and is long.
    return start.starts_with('{') && has("\"schema_version\"") && has("\"tool\"") &&
           (has("\"experiment\"") || has("\"provenance\""));
}

/// The objects of an array, as they are written. An array that does not end gives what there is.
std::vector<std::string_view> items_of(std::string_view array) {
    std::vector<std::string_view> items;
    std::size_t depth = 0, start = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < array.size(); ++i) {
        const char c = array[i];
        if (quoted) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                quoted = false;
            continue;
        }
        if (c == '"') quoted = true;
        if (c == '{' && ++depth == 1) start = i;
        if (c == '}' && depth > 0 && --depth == 0)
            items.push_back(array.substr(start, i + 1 - start));
    }
    if (depth > 0) items.push_back(array.substr(start));
    return items;
}

void add(FileReport& file, std::string_view document, const domain::DerivationContext& context) {
    domain::Derived derived = domain::derive({.document = document}, context);
    ReportedDocument& reported = file.results.emplace_back();
    reported.document = document;
    reported.run = run_of(derived);
    reported.natural_key = natural_key_of(derived);
    reported.report = std::move(derived.report);
}

}  // namespace

std::vector<std::string_view> own_documents(std::string_view bytes) {
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    const std::string_view text = text::trim(bytes);
    if (text.starts_with('[')) {
        const bool own = is_own(text::trim(text.substr(1, 8192)));
        return own ? items_of(text) : std::vector<std::string_view>{};
    }
    if (!is_own(text)) return {};
    const std::string_view first = text::trim(text.substr(0, text.find('\n')));
    const bool lines = first.size() < text.size() && first.ends_with('}') && is_own(first);
    if (!lines) return {text};
    std::vector<std::string_view> documents;
    for (const std::string_view line : text::split(text, '\n')) {
        const std::string_view document = text::trim(line);
        if (!document.empty()) documents.push_back(document);
    }
    return documents;
}

FileReport report_on_file(std::string_view bytes, std::string_view sha256, const GivenFacts& given,
                          std::int64_t now_ms, std::size_t results_max,
                          const domain::KnownNames& names) {
    const domain::DerivationContext context{.received_at_ms = now_ms, .names = &names};
    FileReport file;
    const auto own = own_documents(bytes);
    if (!own.empty()) {
        file.program = "lem";
        if (own.size() > results_max) {
            file.violations.push_back(
                {"", "has more than " + std::to_string(results_max) + " results"});
            return file;
        }
        for (const std::string_view document : own)
            add(file, document, context);
        return file;
    }
    auto results = import_results(bytes, sha256, given, {}, results_max);
    if (!results) {
        const std::string_view format = results.error().format;
        if (!format.empty()) file.program = program_of(format);
        for (auto& [pointer, message] : results.error().violations)
            file.violations.push_back({std::move(pointer), std::move(message)});
        return file;
    }
    file.program = program_of(results->front().provenance->format);
    for (const domain::Result& result : *results)
        add(file, schema::to_text(result), context);
    return file;
}

}  // namespace lem::interchange
