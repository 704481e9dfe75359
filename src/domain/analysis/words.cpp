#include "base/figures.hpp"
#include "base/text.hpp"
#include "domain/analysis/analysis.hpp"

namespace lem::domain {
namespace {

std::string engine_words(const std::string& engine) {
    const auto name = schema::value_of<EngineName>(engine);
    return std::string(name ? schema::title_of(*name) : std::string_view(engine));
}

std::string version_words(const std::string& engine, const std::string& version) {
    return engine_words(engine) + (version.empty() ? "" : " " + version);
}

/// A title within a sentence: small, unless it is an abbreviation.
std::string spoken(std::string_view title) {
    const bool abbreviation = title.size() > 1 && title[1] >= 'A' && title[1] <= 'Z';
    return abbreviation ? std::string(title)
                        : text::lower(title.substr(0, 1)) + std::string(title.substr(1));
}

}  // namespace

namespace words {

std::string of_row(const LeaderboardRow& row) {
    std::string words(text::file_name(row.model));
    if (!row.precision.empty()) words += ", " + row.precision;
    return words + ", " + version_words(row.engine, row.engine_version) + ", " + row.hardware;
}

std::string of_fact(RowFact fact, const std::string& value) {
    if (value.empty()) return of_fact(fact) + " not stated";
    if (fact == RowFact::engine) return engine_words(value);
    if (fact == RowFact::engine_version) {
        const std::size_t space = value.find(' ');
        return version_words(value.substr(0, space), value.substr(space + 1));
    }
    if (fact == RowFact::model) return std::string(text::file_name(value));
    if (fact == RowFact::hardware_count)
        return figures::plural(text::to_int(value).value_or(0), "device");
    if (fact == RowFact::concurrency) return value + " at once";
    if (fact == RowFact::input_tokens || fact == RowFact::output_tokens) return value + " tokens";
    return value;
}

std::string of_fact(RowFact fact) {
    return spoken(schema::title_of(fact));
}

std::string of_value(double value, const MetricDefinition& metric) {
    const DisplayUnit shown = metric.shown_in();
    return figures::shown(value * shown.factor) +
           (shown.unit.empty() ? "" : " " + std::string(shown.unit));
}

std::string of_metric(const MetricDefinition& metric) {
    return spoken(metric.title);
}

std::string of_scope(std::optional<EnergyScope> scope) {
    return scope ? " (energy of " + std::string(schema::title_of(*scope)) + ")" : "";
}

}  // namespace words

}  // namespace lem::domain
