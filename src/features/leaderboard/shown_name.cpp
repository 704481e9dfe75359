#include "features/leaderboard/shown_name.hpp"

#include "domain/explorer/page_id.hpp"

namespace lem::leaderboard {

bool is_shown(const Leaderboard& board, Facet facet, const std::string& name) {
    IndexQuery query{.limit = 0};
    query.filters[static_cast<std::size_t>(facet)] = {name};
    return SnapshotRun(*board.snapshot(), query).run().total > 0;
}

std::optional<std::string> shown_at(const Leaderboard& board, Facet facet, const std::string& id) {
    for (const std::string& name : {domain::name_of_page(id).value_or(id), id})
        if (is_shown(board, facet, name)) return name;
    return std::nullopt;
}

std::vector<std::uint32_t> newest_rows(const Leaderboard& board, IndexQuery query,
                                       std::size_t rows_max) {
    query.sort_column = column_of(Attribute::submitted_at);
    query.sort_name.reset();
    query.descending = true;
    query.limit = rows_max;
    std::vector<std::uint32_t> numbers;
    for (const Position& position : SnapshotRun(*board.snapshot(), query).run().page) {
        if (numbers.size() < rows_max) numbers.push_back(position.number);
    }
    return numbers;
}

}  // namespace lem::leaderboard
