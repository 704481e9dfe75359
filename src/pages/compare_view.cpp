#include "pages/compare_view.hpp"

#include <algorithm>

namespace lem::pages {

CompareView read_compare_view(const schema::Parameters& address) {
    CompareView view;
    std::string baseline;
    for (const auto& [name, value] : address) {
        if (!text::is_utf8(value)) continue;
        if (name == "ids") {
            for (std::string& id : schema::split_list(value))
                if (std::ranges::find(view.ids, id) == view.ids.end())
                    view.ids.push_back(std::move(id));
        } else if (name == "baseline") {
            baseline = value;
        } else if (name == "facts") {
            view.all_facts = value == "all";
        } else if (name == "metrics") {
            view.all_metrics = value == "all";
        } else if (name == "chart") {
            view.chart = value == "ratios" ? value : "";
        } else if (name == "q") {
            view.q = text::cut(value, 200);
        }
    }
    const bool known = std::ranges::find(view.ids, baseline) != view.ids.end();
    if (known && baseline != view.ids.front()) view.baseline = baseline;
    if (!known && !baseline.empty()) view.wrong_baseline = baseline;
    return view;
}

std::string address_of(const CompareView& view) {
    schema::Parameters parameters;
    const auto add = [&](std::string name, std::string value) {
        if (!value.empty()) parameters.push_back({std::move(name), std::move(value)});
    };
    add("ids", schema::parameter_text(view.ids));
    add("baseline", view.baseline.value_or(""));
    add("facts", view.all_facts ? "all" : "");
    add("metrics", view.all_metrics ? "all" : "");
    add("chart", view.chart);
    add("q", view.q);
    return "/compare" + (parameters.empty() ? "" : "?" + schema::to_query_text(parameters));
}

}  // namespace lem::pages
