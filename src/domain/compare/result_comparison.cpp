#include "domain/compare/result_comparison.hpp"

#include "domain/compare/comparison_words.hpp"
#include "schema/write.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

std::string letter_of(std::size_t place) {
    return std::string(1, static_cast<char>('A' + place));
}

/// The document with the figures that the server derived.
Result as_derived(const ResultDetail& detail) {
    Result own = detail.document;
    own.summary = detail.evaluation.summary;
    own.quality = detail.evaluation.quality;
    return own;
}

/// The one with this reason, or a new one.
ComparisonRefusal& refusal_like(const Refusal& refusal, std::vector<ComparisonRefusal>& known) {
    const auto found = std::ranges::find(known, refusal.reason, &ComparisonRefusal::reason);
    if (found != known.end()) return *found;
    return known.emplace_back(ComparisonRefusal{.letters = {},
                                                .concerns = refusal.concerns,
                                                .code = refusal.code,
                                                .reason = refusal.reason});
}

/// The reason against this metric; null if there is none.
const Refusal* refusal_of(const Comparison& pair, const MetricDefinition& metric) {
    const auto found = std::ranges::find_if(pair.refusals, [&](const Refusal& refusal) {
        return refusal.concerns == Concern::all || metric.kind == MetricKind::energy;
    });
    return found == pair.refusals.end() ? nullptr : &*found;
}

/// Without reasoning the first token is the answer's first, too: said once.
bool repeats_first_token(const Distribution& distribution, std::span<const LoadedResult> results) {
    return distribution.samples == &LatencySamples::time_to_first_answer_token_ms &&
           std::ranges::all_of(results, [&](const LoadedResult& one) {
               return one.requests == nullptr || one.requests->latencies.*distribution.samples ==
                                                     one.requests->latencies.time_to_first_token_ms;
           });
}

/// Of the requests' latencies from the baseline; `pair` is null for the baseline itself.
std::optional<double> distance_of(const Distribution& distribution, const Comparison* pair) {
    if (pair == nullptr) return std::nullopt;
    const auto found =
        std::ranges::find(pair->latencies, distribution.metric, &LatencyDistance::metric);
    return found == pair->latencies.end() ? std::nullopt : std::optional(found->wasserstein_ms);
}

class PublishedComparison {
public:
    PublishedComparison(std::span<const LoadedResult> results, std::size_t baseline)
        : results_(results), baseline_(baseline) {
        for (const LoadedResult& one : results)
            derived_.push_back(as_derived(one.detail));
        compare_with_baseline();
        made_.baseline = letter_of(baseline);
    }

    ResultComparison make() && {
        std::vector<FactSource> sources;
        for (const LoadedResult& one : results_)
            sources.push_back({one.detail.row, one.detail.document});
        made_.facts = compared_facts(sources);
        add_entries();
        add_refusals();
        for (const MetricDefinition& metric : metrics)
            add_metric(metric);
        for (const Distribution& distribution : distributions)
            add_distribution(distribution);
        made_.title = title_of_comparison(made_, baseline_);
        made_.summary = summary_of_comparison(made_, baseline_);
        return std::move(made_);
    }

private:
    void compare_with_baseline() {
        std::vector<ComparedResult> order;
        const auto add = [&](std::size_t place) {
            order.push_back({letter_of(place), derived_[place], results_[place].requests.get()});
        };
        add(baseline_);
        for (std::size_t place = 0; place < results_.size(); ++place)
            if (place != baseline_) add(place);
        pairs_ = compare(order, MetricChoice::all).comparisons;
    }

    /// Null for the baseline.
    const Comparison* pair_of(std::size_t place) const {
        if (place == baseline_) return nullptr;
        return &pairs_[place < baseline_ ? place : place - 1];
    }

    void add_entries() {
        const std::vector<std::string> labels = labels_of(results_);
        for (std::size_t place = 0; place < results_.size(); ++place) {
            const LoadedResult& one = results_[place];
            ComparisonEntry entry{
                .letter = letter_of(place), .label = labels[place], .row = one.detail.row};
            if (one.detail.row.state == ResultState::withdrawn && !one.detail.history.empty())
                entry.withdrawal = one.detail.history.back();
            if (one.requests == nullptr) entry.requests_absent_reason = one.requests_absent_reason;
            made_.results.push_back(std::move(entry));
        }
    }

    void add_refusals() {
        for (std::size_t place = 0; place < results_.size(); ++place) {
            const Comparison* pair = pair_of(place);
            if (pair == nullptr) continue;
            for (const Refusal& refusal : pair->refusals)
                refusal_like(refusal, made_.refusals).letters.push_back(letter_of(place));
            for (const std::string& caution : pair->cautions)
                if (std::ranges::find(made_.cautions, caution) == made_.cautions.end())
                    made_.cautions.push_back(caution);
        }
    }

    /// Left out if no result has it, and for metrics of the load client.
    void add_metric(const MetricDefinition& metric) {
        if (metric.kind == MetricKind::client) return;
        ComparedMetric made{.metric = std::string(metric.name),
                            .independent = is_independent(metric.name),
                            .values = {}};
        bool any = false;
        for (std::size_t place = 0; place < results_.size(); ++place) {
            made.values.push_back(value_of(metric, place));
            any = any || made.values.back().mean.has_value();
        }
        if (any) made_.metrics.push_back(std::move(made));
    }

    ComparedValue value_of(const MetricDefinition& metric, std::size_t place) const {
        const MetricSummary& summary = derived_[place].summary.*(metric.of_summary);
        ComparedValue value{
            .mean = summary.mean, .ci95_low = summary.ci95_low, .ci95_high = summary.ci95_high};
        if (!summary.mean) value.absent_reason = summary.absent_reason.value_or("not measured");
        const Comparison* pair = pair_of(place);
        if (pair == nullptr) return value;
        value.verdict = Verdict::not_comparable;
        value.words = "not measured in both";
        const auto found = std::ranges::find(pair->metrics, metric.name, &MetricComparison::metric);
        if (found == pair->metrics.end()) return value;
        value.ratio = found->ratio;
        value.ratio_ci95_low = found->ratio_ci95_low;
        value.ratio_ci95_high = found->ratio_ci95_high;
        value.p_value_holm = found->p_value_holm;
        value.cliffs_delta = found->cliffs_delta;
        value.verdict = found->verdict;
        value.words = found->words;
        if (const Refusal* refusal = refusal_of(*pair, metric))
            value.words = std::string(definition_of(refusal->code).meaning);
        return value;
    }

    void add_distribution(const Distribution& distribution) {
        if (repeats_first_token(distribution, results_)) return;
        RequestDistribution made{
            .metric = std::string(distribution.metric), .histograms = {}, .wasserstein_ms = {}};
        bool any = false;
        for (std::size_t place = 0; place < results_.size(); ++place) {
            const RequestDigest* requests = results_[place].requests.get();
            made.histograms.push_back(
                requests == nullptr ? std::nullopt
                                    : histogram_of(requests->latencies.*distribution.samples));
            any = any || made.histograms.back().has_value();
            made.wasserstein_ms.push_back(distance_of(distribution, pair_of(place)));
        }
        if (any) made_.distributions.push_back(std::move(made));
    }

    std::span<const LoadedResult> results_;
    std::size_t baseline_;
    std::vector<Result> derived_;
    std::vector<Comparison> pairs_;
    ResultComparison made_;
};

}  // namespace

Violations problems_of(const CompareQuery& query) {
    Violations problems;
    const auto& ids = query.ids;
    if (ids.size() < 2 || ids.size() > compared_results_max)
        problems.push_back({"/ids", "must name two to " + std::to_string(compared_results_max) +
                                        " results, not " + std::to_string(ids.size())});
    for (std::size_t i = 0; i < ids.size() && i < compared_results_max; ++i)
        if (std::find(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(i), ids[i]) !=
            ids.begin() + static_cast<std::ptrdiff_t>(i))
            problems.push_back({"/ids", "names " + ids[i] + " twice"});
    if (query.baseline && std::ranges::find(ids, *query.baseline) == ids.end())
        problems.push_back({"/baseline", "must be one of the ids"});
    return problems;
}

ResultComparison compare_published(std::span<const LoadedResult> results, std::size_t baseline) {
    return PublishedComparison(results, baseline).make();
}

}  // namespace lem::domain
