#pragma once
/// Reads the address of the page of analyses as the web application does
/// (web/src/features/analysis/view.ts). Pure.

#include "domain/analysis/analysis.hpp"

#include <array>

namespace lem::pages {

enum class AnalysisQuestion { curve, distribution, sensitivity, scaling, trend };

/// What all questions share: filters with counts, and ranges. Generated vocabulary takes them from
/// here.
inline constexpr std::array<std::string_view, 6> analysis_filters{
    "model", "hardware", "engine", "precision", "energy_scope", "trust"};
inline constexpr std::array<std::string_view, 4> analysis_ranges{
    "parameters_billions", "concurrency", "input_tokens", "output_tokens"};

struct AnalysisView {
    AnalysisQuestion question = AnalysisQuestion::curve;
    domain::AnalysisQuery query;
};

/// What the page does not know is left out. Throws Error(bad_request) for values that are wrong.
AnalysisView read_analysis_view(const schema::Parameters& address);
/// The query part of the page's address.
schema::Parameters parameters_of(const AnalysisView& view);

}  // namespace lem::pages

namespace lem::schema {

template <>
struct enumeration<pages::AnalysisQuestion> {
    static constexpr std::string_view name = "AnalysisQuestion";
    static constexpr std::array values{
        Enumerator{pages::AnalysisQuestion::curve, "curve", "", "What does a faster answer cost?"},
        Enumerator{pages::AnalysisQuestion::distribution, "distribution", "",
                   "How much do results differ?"},
        Enumerator{pages::AnalysisQuestion::sensitivity, "sensitivity", "",
                   "What does one change bring?"},
        Enumerator{pages::AnalysisQuestion::scaling, "scaling", "", "What do more devices bring?"},
        Enumerator{pages::AnalysisQuestion::trend, "trend", "", "Do things get better?"},
    };
};

}  // namespace lem::schema
