#pragma once
/// Reads and writes the address of the page that compares results, as the web application does
/// (web/src/features/compare/view.ts). Pure.

#include "schema/query.hpp"

namespace lem::pages {

struct CompareView {
    std::vector<std::string> ids;         // each once
    std::optional<std::string> baseline;  // one of them; nullopt: the first
    bool all_facts = false;               // equal ones too
    bool all_metrics = false;             // those too that follow from others
    std::string chart;                    // empty: bars
    std::string q;                        // what results to add are searched by
};

/// What an address does not say or says wrongly has its default.
CompareView read_compare_view(const schema::Parameters& address);

/// "/compare?ids=res_1,res_2": the page that shows this view. Not escaped.
std::string address_of(const CompareView& view);

}  // namespace lem::pages
