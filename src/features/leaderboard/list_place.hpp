#pragma once
/// The order of lists of models and hardware, and where a page of one ends. A place is made of the
/// item's own figures, so that a page follows the one before although results arrived in between.
/// Pure.

#include "schema/query.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace lem::leaderboard {

struct ListPlace {
    int group = 0;  // the smaller first
    double key = 0;
    std::string name;
};

/// Names decide among equal keys; `backwards` turns them around.
bool comes_before(const ListPlace& a, const ListPlace& b, bool backwards);

/// What is listed in which order, as one text: everything of a query but the part of the answer
/// that is asked for.
template <class Query>
std::string list_question(Query query) {
    query.cursor.reset();
    query.limit = 1;
    query.facets.clear();
    return schema::to_query_text(schema::to_parameters(query));
}

/// `question` is a list_question.
std::string cursor_at(const std::string& question, const ListPlace& last);
/// Throws Error(bad_request) for the cursor of another list.
ListPlace place_at(const std::string& question, const std::string& cursor);

template <class Item>
struct ListPage {
    std::vector<const Item*> items;
    std::optional<std::string> next_cursor;  // nullopt on the last page
};

/// The page of the query's list, whose items are given in any order.
template <class Item, class Query>
ListPage<Item> list_page(std::vector<std::pair<ListPlace, const Item*>> items, const Query& query,
                         bool backwards) {
    const auto before = [&](const auto& a, const auto& b) {
        return comes_before(a.first, b.first, backwards);
    };
    std::ranges::sort(items, before);
    const std::string question = list_question(query);
    auto next = items.begin();
    if (query.cursor) {
        const Item* none = nullptr;
        next = std::ranges::upper_bound(items, std::pair{place_at(question, *query.cursor), none},
                                        before);
    }
    ListPage<Item> page;
    for (; next != items.end() && std::ssize(page.items) < query.limit; ++next)
        page.items.push_back(next->second);
    if (next != items.end() && !page.items.empty())
        page.next_cursor = cursor_at(question, (next - 1)->first);
    return page;
}

}  // namespace lem::leaderboard
