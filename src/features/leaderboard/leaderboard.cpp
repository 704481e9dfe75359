#include "features/leaderboard/leaderboard.hpp"

#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "features/leaderboard/leaderboard_store.hpp"
#include "schema/read.hpp"
#include "schema/write.hpp"

#include <algorithm>

namespace lem::leaderboard {
namespace {

constexpr std::size_t delta_rows_max = 5'000;

template <class E>
std::vector<std::string> names_of(const std::vector<E>& values) {
    std::vector<std::string> names;
    for (const E value : values)
        names.emplace_back(schema::name_of(value));
    return names;
}

std::size_t index_of(std::string_view name, std::string_view what, const auto& names,
                     std::string_view pointer) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    std::vector<std::string_view> list(names.begin(), names.end());
    throw Error(ErrorCode::bad_request, "There is no such " + std::string(what) + ".",
                {{std::string(pointer), schema::one_of(list, name)}});
}

constexpr auto metric_names = [] {
    std::array<std::string_view, metric_count> names;
    for (std::size_t m = 0; m < metric_count; ++m)
        names[m] = domain::ranked_metrics[m].name;
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
                   names_of(query.trust)};
    for (std::size_t m = 0; m < metric_count; ++m)
        out.ranges[m] = query.*(domain::ranked_metrics[m].range);
    const std::string asked = query.q.value_or("");  // the words below point into it
    for (const std::string_view word : text::split(asked, ' ')) {
        if (!word.empty() && out.words.size() < 10) out.words.push_back(text::lower(word));
    }
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
    std::string text = query.sort;
    for (auto& filter : shape.filters) {
        std::sort(filter.begin(), filter.end());
        text += '|';
        for (const std::string& value : filter)
            text += value + '\x1f';
    }
    for (const auto& range : shape.ranges)
        text += '|' + (range ? schema::to_text(*range) : "");
    for (const std::string& word : shape.words)
        text += '|' + word;
    return sha256_hex(text).substr(0, 16);
}

void merge_counts(IndexAnswer& into, const IndexAnswer& more) {
    into.total += more.total;
    for (std::size_t f = 0; f < facet_count; ++f) {
        for (const auto& [name, count] : more.counts[f])
            into.counts[f][name] += count;
    }
}

std::vector<domain::FacetValue> facet_values(const std::map<std::string, std::uint64_t>& counts,
                                             const std::vector<std::string>& selected) {
    std::vector<domain::FacetValue> values;
    for (const auto& [name, count] : counts) {
        const bool chosen = std::find(selected.begin(), selected.end(), name) != selected.end();
        if (!name.empty())
            values.push_back(
                {.value = name, .count = static_cast<std::int64_t>(count), .selected = chosen});
    }
    std::sort(values.begin(), values.end(), [](const auto& a, const auto& b) {
        return a.count != b.count ? a.count > b.count : a.value < b.value;
    });
    return values;
}

std::map<std::string, std::vector<domain::FacetValue>> facets_of(
    const IndexAnswer& answer, const domain::LeaderboardQuery& query) {
    const IndexQuery shape = index_query(query);
    std::map<std::string, std::vector<domain::FacetValue>> facets;
    for (std::size_t f = 0; f < facet_count; ++f) {
        if (shape.counted[f])
            facets[std::string(facet_names[f])] = facet_values(answer.counts[f], shape.filters[f]);
    }
    return facets;
}

/// Only the fields that were asked for.
std::string select_fields(std::string_view row, const std::vector<std::string>& fields) {
    const auto known = schema::field_names<domain::LeaderboardRow>();
    auto parsed = schema::parse(row);
    std::string out = "{";
    for (const std::string& field : fields) {
        index_of(field, "field", known, "/fields");
        if (out.size() > 1) out += ',';
        schema::append_text(out, field);
        out += ':' + (parsed && parsed->contains(field) ? (*parsed)[field].dump() : "null");
    }
    return out + '}';
}

}  // namespace

Leaderboard::Leaderboard(sql::Database& database, RandomSource& random)
    : database_(database), cursor_key_(random.bytes(32)) {
    rebuild();
    follower_ = std::thread([this] { follow_forever(); });
}

Leaderboard::~Leaderboard() {
    {
        const std::lock_guard lock(wake_mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    follower_.join();
}

void Leaderboard::rebuild() {
    auto next = std::make_shared<Snapshot>();
    const auto held = snapshot();
    const std::int64_t texts_until = held ? held->change : 0;
    IndexBuilder builder;
    database_.read([&](sql::Reader& reader) {
        leaderboard_store::for_each_change(reader, 0, [&](const leaderboard_store::Change& change) {
            next->change = change.change;
            if (!change.listed) return;
            if (change.change > texts_until) texts_.append(change.row.number, change.row_json);
            builder.add(change.row);
        });
        next->stats = leaderboard_store::stats(reader);
    });
    next->base = std::make_shared<const RankingIndex>(builder);
    next->base_removed = std::make_shared<const Bits>();
    next->delta = std::make_shared<const RankingIndex>(IndexBuilder{});
    next->stats.data_version = std::to_string(next->change);
    delta_rows_.clear();
    std::atomic_store(&snapshot_, std::shared_ptr<const Snapshot>(std::move(next)));
}

void Leaderboard::follow() {
    const std::lock_guard lock(follow_mutex_);
    const auto held = snapshot();
    auto next = std::make_shared<Snapshot>(*held);
    Bits removed = *held->base_removed;
    bool base_changed = false;
    database_.read([&](sql::Reader& reader) {
        if (leaderboard_store::last_change(reader) == held->change) return;
        leaderboard_store::for_each_change(
            reader, held->change, [&](const leaderboard_store::Change& change) {
                next->change = change.change;
                std::erase_if(delta_rows_,
                              [&](const IndexRow& row) { return row.number == change.row.number; });
                if (change.listed) {
                    texts_.append(change.row.number, change.row_json);
                    delta_rows_.push_back(change.row);
                } else if (const auto place = held->base->find(change.row.number)) {
                    removed.resize((held->base->size() + 63) / 64);
                    removed[*place / 64] |= std::uint64_t{1} << (*place % 64);
                    base_changed = true;
                }
            });
        next->stats = leaderboard_store::stats(reader);
    });
    if (next->change == held->change) return;
    if (delta_rows_.size() > delta_rows_max) return rebuild();
    IndexBuilder builder;
    for (const IndexRow& row : delta_rows_)
        builder.add(row);
    next->delta = std::make_shared<const RankingIndex>(builder);
    if (base_changed) next->base_removed = std::make_shared<const Bits>(std::move(removed));
    next->stats.data_version = std::to_string(next->change);
    std::atomic_store(&snapshot_, std::shared_ptr<const Snapshot>(std::move(next)));
}

void Leaderboard::follow_forever() {
    std::unique_lock lock(wake_mutex_);
    while (!stopping_) {
        wake_.wait_for(lock, std::chrono::milliseconds(500), [&] { return stopping_; });
        if (stopping_) return;
        lock.unlock();
        try {
            follow();
        } catch (const Error& error) {
            // The database is away for a moment: the held snapshot goes on answering.
            log::warn("leaderboard_behind",
                      {{"message", error.message()}, {"cause", error.cause()}});
        }
        lock.lock();
    }
}

void Leaderboard::notify() {
    follow();
}

std::string Leaderboard::data_version() const {
    return snapshot()->stats.data_version;
}

domain::SiteStats Leaderboard::stats() const {
    return snapshot()->stats;
}

std::string Leaderboard::cursor_of(const domain::LeaderboardQuery& query, Position position) const {
    const std::string payload = fingerprint(query) + ":" + std::to_string(position.key) + ":" +
                                std::to_string(position.number);
    return text::base64url(payload + ":" +
                           text::hex(hmac_sha256(cursor_key_, payload).substr(0, 8)));
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
    const bool ours =
        constant_time_equal(text::hex(hmac_sha256(cursor_key_, payload).substr(0, 8)), parts[3]);
    const auto key = text::to_int(parts[1]), number = text::to_int(parts[2]);
    if (!ours || !key || !number || parts[0] != fingerprint(query)) throw wrong();
    return {static_cast<Key>(*key), static_cast<std::uint32_t>(*number)};
}

Leaderboard::Found Leaderboard::find(const domain::LeaderboardQuery& query) const {
    IndexQuery shape = index_query(query);
    if (query.cursor) shape.after = position_of(query, *query.cursor);
    Found found;
    found.snapshot = snapshot();
    found.answer = found.snapshot->base->answer(shape, *found.snapshot->base_removed);
    found.page = std::move(found.answer.page);
    if (found.snapshot->delta->size() > 0) {
        const IndexAnswer recent = found.snapshot->delta->answer(shape, {});
        merge_counts(found.answer, recent);
        found.page.insert(found.page.end(), recent.page.begin(), recent.page.end());
        std::sort(found.page.begin(), found.page.end(),
                  [&](Position a, Position b) { return comes_before(a, b, shape.descending); });
    }
    if (found.page.size() > shape.limit) {
        found.page.resize(shape.limit);
        found.next_cursor = cursor_of(query, found.page.back());
    }
    return found;
}

domain::LeaderboardPage Leaderboard::query(const domain::LeaderboardQuery& query) const {
    Found found = find(query);
    domain::LeaderboardPage page;
    for (const Position& position : found.page) {
        auto row = schema::from_text<domain::LeaderboardRow>(texts_.text(position.number));
        LEM_ASSERT(row.has_value());
        page.items.push_back(std::move(*row));
    }
    page.next_cursor = std::move(found.next_cursor);
    page.total = static_cast<std::int64_t>(found.answer.total);
    page.facets = facets_of(found.answer, query);
    page.data_version = found.snapshot->stats.data_version;
    return page;
}

std::string Leaderboard::query_json(const domain::LeaderboardQuery& query) const {
    const Found found = find(query);
    std::string out = "{\"items\":[";
    for (const Position& position : found.page) {
        if (out.back() != '[') out += ',';
        if (query.fields.empty())
            out += texts_.text(position.number);
        else
            out += select_fields(texts_.text(position.number), query.fields);
    }
    out += "],\"next_cursor\":";
    schema::append_json(out, found.next_cursor);
    out += ",\"total\":" + std::to_string(found.answer.total) + ",\"facets\":";
    schema::append_json(out, facets_of(found.answer, query));
    out += ",\"data_version\":";
    schema::append_json(out, found.snapshot->stats.data_version);
    return out + "}";
}

}  // namespace lem::leaderboard
