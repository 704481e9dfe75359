#include "features/leaderboard/leaderboard.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/stored_row.hpp"
#include "domain/catalogue/name_search.hpp"
#include "features/leaderboard/index/json_slices.hpp"
#include "features/leaderboard/question.hpp"
#include "features/leaderboard/standings.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lem::leaderboard {
namespace {

constexpr std::size_t facet_values_max = 200;

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

std::map<std::string, std::vector<domain::FacetValue>> facets_of(const IndexAnswer& answer,
                                                                 const IndexQuery& query) {
    std::map<std::string, std::vector<domain::FacetValue>> facets;
    for (std::size_t f = 0; f < facet_count; ++f) {
        if (!query.counted[f]) continue;
        const bool lists = f == static_cast<std::size_t>(Facet::flags);
        facets[std::string(facet_names[f])] =
            facet_values(lists ? by_item(answer.counts[f]) : answer.counts[f], query.filters[f]);
    }
    return facets;
}

std::map<std::string, domain::Histogram> histograms_of(const IndexAnswer& answer,
                                                       const IndexQuery& query) {
    std::map<std::string, domain::Histogram> histograms;
    for (std::size_t h = 0; h < query.histograms.size(); ++h) {
        const HistogramCounts& counts = answer.histograms[h];
        domain::Histogram& histogram =
            histograms[std::string(domain::ranked_metrics[query.histograms[h]]->name)];
        if (counts.empty()) continue;
        for (std::uint32_t bin = counts.begin()->first; bin <= counts.rbegin()->first; ++bin) {
            const auto found = counts.find(bin);
            // Values of 0 stand alone: the bins from there to the next value are countless.
            if (found == counts.end() && bin > 0 && histogram.bins.size() == 1 &&
                histogram.bins[0].from == 0)
                continue;
            histogram.bins.push_back(
                {.from = histogram_from(bin),
                 .to = histogram_from(bin + 1),
                 .count = found == counts.end() ? 0 : static_cast<std::int64_t>(found->second)});
        }
    }
    return histograms;
}

/// Only the requested fields, in that order.
void append_fields(std::string& out, std::string_view text,
                   const std::vector<std::string>& fields) {
    const Members row(text);
    out += '{';
    for (const std::string& field : fields) {
        if (out.back() != '{') out += ',';
        schema::append_text(out, field);
        out += ':';
        out += row.find(field).value_or("null");
    }
    out += '}';
}

/// The text of a row with its standing appended after all other members.
std::string with_standing(std::string_view row, const Standing& standing) {
    std::string text(row.substr(0, row.size() - 1));
    const auto add = [&](std::string_view name, std::optional<std::int64_t> rank) {
        if (rank) text += ",\"" + std::string(name) + "\":" + std::to_string(*rank);
    };
    add("rank", standing.rank);
    add("rank_best", standing.rank_best);
    add("rank_worst", standing.rank_worst);
    if (standing.not_ranked && !standing.in_row)
        text += ",\"not_ranked\":\"" + std::string(schema::name_of(*standing.not_ranked)) + '"';
    return text + '}';
}

domain::Comparability comparability_of(const Members& row) {
    const auto text = [&](std::string_view name) {
        return text_of(row.find(name).value_or("\"\""));
    };
    const auto number = [&](std::string_view name) {
        return number_of(row.find(name).value_or("null"));
    };
    domain::Comparability facts{.name = {},
                                .model = text("model"),
                                .metric_definitions_version = text("metric_definitions_version"),
                                .input_tokens = number("input_tokens"),
                                .output_tokens = number("output_tokens")};
    if (const auto cached = row.find("prefix_cache"); cached && *cached != "null")
        facts.prefix_cache = *cached == "true";
    return facts;
}

/// The check detects typing errors and cursors of another query; a position is no secret.
std::string check_of(std::string_view payload) {
    return sha256_hex(payload).substr(0, 16);
}

std::optional<std::int64_t> whole_within(std::string_view text, std::int64_t least,
                                         std::int64_t most) {
    const auto value = text::to_int(text);
    return value && *value >= least && *value <= most ? value : std::nullopt;
}

}  // namespace

Leaderboard::Leaderboard(sql::Database& database, const std::filesystem::path& folder,
                         LiveIndex::Unreadable unreadable, LiveIndex::Changed changed,
                         domain::KnownNamesSource names)
    : database_(database),
      names_(std::move(names)),
      index_(database, folder, std::move(unreadable), std::move(changed)) {}

domain::LeaderboardQuery Leaderboard::by_shown_names(domain::LeaderboardQuery query) const {
    if (query.q) query.q = domain::searched_name(*query.q, *names_());
    return query;
}

std::string Leaderboard::cursor_of(const domain::LeaderboardQuery& query, Position last) {
    return cursor_of(query, std::to_string(last.key), last.number);
}

std::string Leaderboard::cursor_of(const domain::LeaderboardQuery& query,
                                   const NamedPosition& last) {
    return cursor_of(query, text::base64url(last.name), last.number);
}

std::string Leaderboard::cursor_of(const domain::LeaderboardQuery& query, const std::string& place,
                                   std::uint32_t number) {
    const std::string payload = fingerprint(query) + ":" + place + ":" + std::to_string(number);
    return text::base64url(payload + ":" + check_of(payload));
}

void Leaderboard::start_after(const domain::LeaderboardQuery& query, const std::string& cursor,
                              IndexQuery& shape) {
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
    // The check is no secret: a number may be anything.
    const auto number = whole_within(parts[2], 0, std::numeric_limits<std::uint32_t>::max() - 1);
    if (parts[3] != check_of(payload) || !number || parts[0] != fingerprint(query)) throw wrong();
    if (shape.sort_name) {
        const auto name = text::from_base64url(parts[1]);
        if (!name) throw wrong();
        shape.after_name = {*name, static_cast<std::uint32_t>(*number)};
        return;
    }
    const auto key = whole_within(parts[1], missing_key, key_of(HUGE_VAL));
    if (!key) throw wrong();
    shape.after = {static_cast<Key>(*key), static_cast<std::uint32_t>(*number)};
}

void Leaderboard::require_fields(const domain::LeaderboardQuery& query) {
    const auto known = schema::field_names<domain::LeaderboardRow>();
    for (auto field = query.fields.begin(); field != query.fields.end(); ++field) {
        index_of(*field, "field", known, "/fields");
        if (std::find(query.fields.begin(), field, *field) != field)
            throw Error(ErrorCode::bad_request, "A field is requested twice.",
                        {{"/fields", "names " + *field + " twice"}});
    }
}

std::vector<domain::Relaxation> Leaderboard::relaxations(const Snapshot& snapshot,
                                                         const domain::LeaderboardQuery& query) {
    std::vector<domain::Relaxation> found;
    for (const auto& [parameter, wider] : relaxed(query)) {
        const IndexQuery shape = index_query(wider);
        const std::uint64_t total = SnapshotRun(snapshot, shape).run().total;
        if (total > 0)
            found.push_back({.parameter = parameter, .total = static_cast<std::int64_t>(total)});
    }
    std::ranges::sort(found, [](const domain::Relaxation& a, const domain::Relaxation& b) {
        return a.total != b.total ? a.total > b.total : a.parameter < b.parameter;
    });
    return found;
}

Leaderboard::Found Leaderboard::find(const domain::LeaderboardQuery& asked) const {
    require_fields(asked);
    const domain::LeaderboardQuery query = by_shown_names(asked);
    Found found{.snapshot = index_.snapshot(), .shape = index_query(query)};
    IndexQuery& shape = found.shape;
    if (query.cursor) start_after(query, *query.cursor, shape);
    SnapshotRun run(*found.snapshot, shape);
    IndexAnswer answer = run.run();
    std::optional<Position> next;
    if (answer.page.size() > shape.limit) {
        answer.page.resize(shape.limit);
        if (!answer.page.empty()) next = answer.page.back();
    }
    std::vector<Members> rows;
    std::vector<domain::Comparability> facts;
    for (const Position& position : answer.page) {
        rows.emplace_back(index_.row_text(position.number));
        facts.push_back(comparability_of(rows.back()));
    }
    const std::vector<Standing> all = standings(run, shape, answer, rows);
    for (std::size_t i = 0; i < rows.size(); ++i)
        found.rows.push_back(with_standing(index_.row_text(answer.page[i].number), all[i]));
    domain::LeaderboardPage& page = found.page;
    if (next && shape.sort_name)
        page.next_cursor = cursor_of(query, {std::string(run.name_at(*next)), next->number});
    else if (next)
        page.next_cursor = cursor_of(query, *next);
    page.results = static_cast<std::int64_t>(answer.total);
    page.total = static_cast<std::int64_t>(answer.listed);
    page.flagged = static_cast<std::int64_t>(answer.flagged);
    page.meaning = in_words(query);
    page.mixed = domain::mixture(facts);
    if (page.results == 0) page.relaxations = relaxations(*found.snapshot, query);
    page.facets = facets_of(answer, shape);
    page.histograms = histograms_of(answer, shape);
    page.data_version = found.snapshot->stats.data_version;
    return found;
}

domain::LeaderboardPage Leaderboard::query(const domain::LeaderboardQuery& query) const {
    Found found = find(query);
    for (const std::string& text : found.rows) {
        if (auto row = domain::read_stored_row(text)) found.page.items.push_back(std::move(*row));
    }
    return std::move(found.page);
}

domain::LeaderboardPage Leaderboard::rows(const domain::LeaderboardQuery& asked,
                                          std::size_t rows_max) const {
    const domain::LeaderboardQuery query = by_shown_names(asked);
    const auto snapshot = index_.snapshot();
    IndexQuery shape = index_query(query);
    shape.limit = rows_max;
    const IndexAnswer answer = SnapshotRun(*snapshot, shape).run();
    domain::LeaderboardPage page;
    for (const Position& position : answer.page) {
        if (page.items.size() == rows_max) break;
        if (auto row = domain::read_stored_row(index_.row_text(position.number)))
            page.items.push_back(std::move(*row));
    }
    page.results = static_cast<std::int64_t>(answer.total);
    page.total = static_cast<std::int64_t>(answer.listed);
    page.facets = facets_of(answer, shape);
    page.data_version = snapshot->stats.data_version;
    return page;
}

std::string Leaderboard::query_json(const domain::LeaderboardQuery& query) const {
    const Found found = find(query);
    std::string out = "{\"items\":[";
    for (const std::string& row : found.rows) {
        if (out.back() != '[') out += ',';
        if (query.fields.empty())
            out += row;
        else
            append_fields(out, row, query.fields);
    }
    out += ']';
    // The other members of the page, by its own description.
    schema::for_each_field<domain::LeaderboardPage>([&](const auto& field) {
        if (field.name == "items") return;
        out += ',';
        schema::append_text(out, field.name);
        out += ':';
        schema::append_json(out, field.of(found.page));
    });
    return out + '}';
}

}  // namespace lem::leaderboard
