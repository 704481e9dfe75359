#pragma once
/// Reads and writes the address of the page that compares results, as the web application does
/// (web/src/features/compare/view.ts). Pure.

#include "schema/query.hpp"

namespace lem::pages {

struct CompareView {
    std::vector<std::string> ids;               // each once
    std::optional<std::string> baseline;        // one of them; nullopt: the first
    std::optional<std::string> wrong_baseline;  // that the address names; none of the ids
    bool all_facts = false;                     // equal ones too
    bool all_metrics = false;                   // those too that follow from others
    std::string chart;                          // empty: bars
    std::string q;                              // what results to add are searched by
};

/// What an address does not say or says wrongly has its default.
CompareView read_compare_view(const schema::Parameters& address);

/// Where an answer must be to what was asked: a wrong baseline is refused by the comparison.
inline const std::optional<std::string>& asked_baseline(const CompareView& view) {
    return view.wrong_baseline ? view.wrong_baseline : view.baseline;
}

/// "/compare?ids=res_1,res_2": the page that shows this view. Not escaped.
std::string address_of(const CompareView& view);

}  // namespace lem::pages
