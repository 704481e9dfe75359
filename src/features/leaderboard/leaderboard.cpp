#include "features/leaderboard/leaderboard.hpp"

#include "base/fold_case.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/stored_row.hpp"
#include "domain/catalogue/name_search.hpp"
#include "features/leaderboard/index/json_slices.hpp"

#include <algorithm>

namespace lem::leaderboard {
namespace {

constexpr std::size_t facet_values_max = 200;

template <class E>
std::vector<std::string> names_of(const std::vector<E>& values) {
    std::vector<std::string> names;
    for (const E value : values)
        names.emplace_back(schema::name_of(value));
    return names;
}

std::size_t index_of(std::string_view name, std::string_view what, schema::Names names,
                     std::string_view pointer) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    throw Error(ErrorCode::bad_request, "There is no such " + std::string(what) + ".",
                {{std::string(pointer), schema::one_of(names, name)}});
}

constexpr auto metric_names = [] {
    std::array<std::string_view, domain::ranked_metrics.size()> names;
    for (std::size_t m = 0; m < names.size(); ++m)
        names[m] = domain::ranked_metrics[m]->name;
    return names;
}();

IndexQuery index_query(const domain::LeaderboardQuery& query) {
    IndexQuery out;
    out.filters = {query.model,
                   query.model_family,
                   query.hardware,
                   query.engine,
                   query.precision,
                   names_of(query.energy_scope),
                   names_of(query.energy_method),
                   names_of(query.trust),
                   names_of(query.not_ranked),
                   query.source,
                   query.flags};
    out.flagged = query.flagged;
    for (std::size_t m = 0; m < domain::ranked_metrics.size(); ++m)
        out.ranges[m] = query.limits.*(domain::ranked_metrics[m]->of_limit);
    out.parameters_billions = query.parameters_billions;
    out.words = text::search_words(text::fold_case(query.q.value_or("")));
    if (out.words.size() > limits::search_words_max)
        throw Error(
            ErrorCode::bad_request, "The search has too many words.",
            {{"/q", "holds more than " + std::to_string(limits::search_words_max) + " words"}});
    for (const std::string& facet : query.facets)
        out.counted[index_of(facet, "facet", facet_names, "/facets")] = true;
    const bool descending = query.sort.starts_with('-');
    out.sort_metric = index_of(std::string_view(query.sort).substr(descending ? 1 : 0),
                               "metric to sort by", metric_names, "/sort");
    out.descending = descending;
    out.limit = static_cast<std::size_t>(query.limit);
    return out;
}

/// Everything that decides which rows match and in what order.
std::string fingerprint(domain::LeaderboardQuery query) {
    query.cursor.reset();
    query.limit = 0;
    query.facets.clear();
    query.fields.clear();
    IndexQuery shape = index_query(query);
    std::string text = query.sort + '|' + std::string(schema::name_of(query.flagged));
    for (auto& filter : shape.filters) {
        std::sort(filter.begin(), filter.end());
        text += '|';
        for (const std::string& value : filter)
            text += value + '\x1f';
    }
    for (const auto& range : shape.ranges)
        text += '|' + (range ? schema::to_text(*range) : "");
    text += '|' + (shape.parameters_billions ? schema::to_text(*shape.parameters_billions) : "");
    for (const std::string& word : shape.words)
        text += '|' + word;
    return sha256_hex(text).substr(0, 16);
}

/// Of lists of codes, the counts of each code.
std::vector<ValueCount> by_item(const std::vector<ValueCount>& lists) {
    std::map<std::string_view, std::uint64_t> counts;
    for (const auto& [list, count] : lists) {
        for (std::size_t from = 0; from < list.size();) {
            const std::size_t to = std::min(list.find(',', from), list.size());
            counts[list.substr(from, to - from)] += count;
            from = to + 1;
        }
    }
    std::vector<ValueCount> items;
    for (const auto& [item, count] : counts)
        items.push_back({item, count});
    return items;
}

/// Most frequent first, and bounded: a search helps more than a list of thousands.
std::vector<domain::FacetValue> facet_values(std::vector<ValueCount> counts,
                                             const std::vector<std::string>& selected) {
    std::sort(counts.begin(), counts.end(), [](const ValueCount& a, const ValueCount& b) {
        return a.count != b.count ? a.count > b.count : a.name < b.name;
    });
    std::vector<domain::FacetValue> values;
    for (const auto& [name, count] : counts) {
        if (name.empty()) continue;
        const bool chosen = std::find(selected.begin(), selected.end(), name) != selected.end();
        if (!chosen && values.size() >= facet_values_max) continue;
        values.push_back({.value = std::string(name),
                          .count = static_cast<std::int64_t>(count),
                          .selected = chosen});
    }
    return values;
}

std::map<std::string, std::vector<domain::FacetValue>> facets_of(
    const IndexAnswer& answer, const domain::LeaderboardQuery& query) {
    const IndexQuery shape = index_query(query);
    std::map<std::string, std::vector<domain::FacetValue>> facets;
    for (std::size_t f = 0; f < facet_count; ++f) {
        if (!shape.counted[f]) continue;
        const bool lists = f == static_cast<std::size_t>(Facet::flags);
        facets[std::string(facet_names[f])] =
            facet_values(lists ? by_item(answer.counts[f]) : answer.counts[f], shape.filters[f]);
    }
    return facets;
}

/// Only the requested fields, in that order.
void append_fields(std::string& out, std::string_view row, const std::vector<std::string>& fields) {
    out += '{';
    for (const std::string& field : fields) {
        if (out.back() != '{') out += ',';
        schema::append_text(out, field);
        out += ':';
        out += member(row, field).value_or("null");
    }
    out += '}';
}

/// Gives each row of a page its rank, or the reason why it has none.
class Ranks {
public:
    Ranks(const IndexQuery& query, const std::vector<RankedCount>& before)
        : energy_(domain::ranked_metrics[query.sort_metric]->kind == domain::MetricKind::energy) {
        for (const RankedCount& counted : before)
            ranked_[std::string(counted.scope)] = static_cast<std::int64_t>(counted.count);
    }

    struct Standing {
        std::optional<std::int64_t> rank;
        std::optional<domain::NotRanked> not_ranked;
    };
    /// The standing of the next row of the page. `row` is its text.
    Standing next(const Position& position, std::string_view row) {
        if (position.key == missing_key) return {{}, domain::NotRanked::not_measured};
        if (const auto reason = member(row, "not_ranked"))
            return {{}, schema::value_of<domain::NotRanked>(text_of(*reason))};
        if (energy_) {
            const auto method = schema::value_of<domain::EnergyMethod>(
                text_of(member(row, "energy_method").value_or("")));
            if (method && domain::held_back(*method)) return {{}, domain::held_back(*method)};
        }
        const std::string scope =
            energy_ ? text_of(member(row, "energy_scope").value_or("")) : std::string();
        return {++ranked_[scope], {}};
    }

private:
    bool energy_;
    std::map<std::string, std::int64_t> ranked_;  // so far, by energy scope
};

/// The text of a row with its standing appended after all other members.
std::string with_standing(std::string_view row, const Ranks::Standing& standing) {
    std::string text(row.substr(0, row.size() - 1));
    if (standing.rank)
        text += ",\"rank\":" + std::to_string(*standing.rank);
    else if (standing.not_ranked && !member(row, "not_ranked"))
        text += ",\"not_ranked\":\"" + std::string(schema::name_of(*standing.not_ranked)) + '"';
    return text + '}';
}

/// The check detects typing errors and cursors of another query; a position is no secret.
std::string check_of(std::string_view payload) {
    return sha256_hex(payload).substr(0, 16);
}

}  // namespace

Leaderboard::Leaderboard(sql::Database& database, LiveIndex::Unreadable unreadable,
                         LiveIndex::Changed changed, domain::KnownNamesSource names)
    : names_(std::move(names)), index_(database, std::move(unreadable), std::move(changed)) {}

domain::LeaderboardQuery Leaderboard::by_shown_names(domain::LeaderboardQuery query) const {
    if (query.q) query.q = domain::searched_name(*query.q, *names_());
    return query;
}

std::optional<std::string> Leaderboard::next_cursor(const domain::LeaderboardQuery& query,
                                                    const Found& found) const {
    if (!found.next) return std::nullopt;
    const std::string payload = fingerprint(query) + ":" + std::to_string(found.next->key) + ":" +
                                std::to_string(found.next->number);
    return text::base64url(payload + ":" + check_of(payload));
}

Position Leaderboard::position_of(const domain::LeaderboardQuery& query,
                                  const std::string& cursor) const {
    const auto wrong = [] {
        return Error(ErrorCode::bad_request,
                     "The cursor does not belong to this query; start again without it.",
                     {{"/cursor", "is not the next_cursor of this query"}});
    };
    const auto decoded = text::from_base64url(cursor);
    if (!decoded) throw wrong();
    const auto parts = text::split(*decoded, ':');
    if (parts.size() != 4) throw wrong();
    const std::string payload = decoded->substr(0, decoded->rfind(':'));
    const auto key = text::to_int(parts[1]), number = text::to_int(parts[2]);
    if (parts[3] != check_of(payload) || !key || !number || parts[0] != fingerprint(query))
        throw wrong();
    return {static_cast<Key>(*key), static_cast<std::uint32_t>(*number)};
}

Leaderboard::Found Leaderboard::find(const domain::LeaderboardQuery& query,
                                     IndexQuery shape) const {
    const auto known = schema::field_names<domain::LeaderboardRow>();
    for (auto field = query.fields.begin(); field != query.fields.end(); ++field) {
        index_of(*field, "field", known, "/fields");
        if (std::find(query.fields.begin(), field, *field) != field)
            throw Error(ErrorCode::bad_request, "A field is requested twice.",
                        {{"/fields", "names " + *field + " twice"}});
    }
    if (query.cursor) shape.after = position_of(query, *query.cursor);
    Found found{.snapshot = index_.snapshot(), .answer = {}, .next = {}};
    found.answer = answer(*found.snapshot, shape);
    auto& page = found.answer.page;
    if (page.size() > shape.limit) {
        page.resize(shape.limit);
        if (!page.empty()) found.next = page.back();
    }
    return found;
}

std::vector<std::string> Leaderboard::rows_of(const Found& found, const IndexQuery& shape) const {
    Ranks ranks(shape, found.answer.ranked_before);
    std::vector<std::string> rows;
    for (const Position& position : found.answer.page) {
        const std::string_view row = index_.row_text(position.number);
        rows.push_back(with_standing(row, ranks.next(position, row)));
    }
    return rows;
}

domain::LeaderboardPage Leaderboard::query(const domain::LeaderboardQuery& asked) const {
    const domain::LeaderboardQuery query = by_shown_names(asked);
    const IndexQuery shape = index_query(query);
    const Found found = find(query, shape);
    domain::LeaderboardPage page;
    for (const std::string& text : rows_of(found, shape)) {
        if (auto row = domain::read_stored_row(text)) page.items.push_back(std::move(*row));
    }
    page.next_cursor = next_cursor(query, found);
    page.total = static_cast<std::int64_t>(found.answer.total);
    page.flagged = static_cast<std::int64_t>(found.answer.flagged);
    page.facets = facets_of(found.answer, query);
    page.data_version = found.snapshot->stats.data_version;
    return page;
}

std::string Leaderboard::query_json(const domain::LeaderboardQuery& asked) const {
    const domain::LeaderboardQuery query = by_shown_names(asked);
    const IndexQuery shape = index_query(query);
    const Found found = find(query, shape);
    std::string out = "{\"items\":[";
    for (const std::string& row : rows_of(found, shape)) {
        if (out.back() != '[') out += ',';
        if (query.fields.empty())
            out += row;
        else
            append_fields(out, row, query.fields);
    }
    out += "],\"next_cursor\":";
    schema::append_json(out, next_cursor(query, found));
    out += ",\"total\":" + std::to_string(found.answer.total) +
           ",\"flagged\":" + std::to_string(found.answer.flagged) + ",\"facets\":";
    schema::append_json(out, facets_of(found.answer, query));
    out += ",\"data_version\":";
    schema::append_json(out, found.snapshot->stats.data_version);
    return out + "}";
}

}  // namespace lem::leaderboard
