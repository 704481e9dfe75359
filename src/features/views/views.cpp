#include "features/views/views.hpp"

#include "base/figures.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "domain/views/saved_view_wire.hpp"
#include "features/views/view_store.hpp"

#include <algorithm>

namespace lem::views {
namespace {

using domain::FrozenAnswer, domain::SavedView;
using view_store::ResultToday, view_store::StoredView;

/// 120 bits: nobody finds another content with the same id.
std::string id_of(const StoredView& view) {
    constexpr std::size_t bytes = 15;
    const std::string content =
        view.path + "\n" + view.query + "\n" + std::to_string(view.rows) + "\n" + view.answer_json;
    return text::base64url(sha256_bytes(content).substr(0, bytes));
}

void require_size(const std::string& answer_json, std::size_t results) {
    if (answer_json.size() <= domain::saved_answer_bytes_max &&
        results <= domain::saved_results_max)
        return;
    throw Error(ErrorCode::too_large, "The answer is too large to be kept: it has " +
                                          figures::bytes(std::ssize(answer_json)) + " and names " +
                                          figures::count(static_cast<std::int64_t>(results)) +
                                          " results; " +
                                          figures::bytes(domain::saved_answer_bytes_max) + " and " +
                                          figures::count(domain::saved_results_max) +
                                          " are the most. Narrow the filters, or keep fewer rows.");
}

constexpr Milliseconds day_ms = 24LL * 60 * 60 * 1000;

Error no_such_view(const std::string& id) {
    return Error(ErrorCode::not_found, "There is no saved view " + text::cut(id, 60) + ".");
}

const ResultToday* find(const std::vector<ResultToday>& results, const domain::ResultId& id) {
    const auto found = std::ranges::find(results, id.text, &ResultToday::id);
    return found == results.end() ? nullptr : &*found;
}

bool is_hidden(const ResultToday& result) {
    return result.last.state == domain::ResultState::hidden;
}

bool is_withdrawn(const ResultToday& result) {
    return result.last.state == domain::ResultState::withdrawn;
}

/// Takes out what may not be shown any more and marks what was withdrawn. Only rows of the
/// leaderboard can be taken out; other answers speak of all of their results.
void apply_states(SavedView& view, const std::vector<ResultToday>& results) {
    if (view.answer.leaderboard) {
        auto& rows = view.answer.leaderboard->items;
        const auto unseen = [&](const domain::LeaderboardRow& row) {
            const ResultToday* result = find(results, row.id);
            return result != nullptr && is_hidden(*result);
        };
        view.rows_withheld = static_cast<std::int64_t>(std::erase_if(rows, unseen));
        for (domain::LeaderboardRow& row : rows)
            if (const ResultToday* result = find(results, row.id)) row.state = result->last.state;
    } else if (std::ranges::any_of(results, is_hidden)) {
        view.answer = {};
        view.withheld = "A result that the saved answer speaks of may not be shown any more.";
    }
    if (view.answer.comparison)
        for (domain::ComparisonEntry& entry : view.answer.comparison->results)
            if (const ResultToday* result = find(results, entry.row.id)) {
                entry.row.state = result->last.state;
                if (is_withdrawn(*result)) entry.withdrawal = result->last;
            }
    for (const ResultToday& result : results)
        if (is_withdrawn(result))
            view.withdrawn.push_back({{result.id}, result.last.at, result.last.words});
}

}  // namespace

void Views::require_room(sql::Transaction& transaction, const StoredView& view) const {
    const std::int64_t most =
        view.saved_by ? domain::account_views_bytes_max : domain::strangers_views_bytes_max;
    const auto missing = [&] {
        return view_store::bytes_held(transaction, view.saved_by) + view_store::size_of(view) -
               most;
    };
    if (missing() <= 0) return;
    if (view.saved_by)
        throw Error(ErrorCode::storage_full,
                    "Your account has used its room for saved views. Use the address of the page.");
    view_store::remove_unopened(transaction, view.saved_at_ms - domain::unopened_view_days * day_ms,
                                missing());
    if (missing() > 0)
        throw Error(ErrorCode::storage_full,
                    "Visitors without an account have used their room for saved views. Sign in to "
                    "save this view, or use the address of the page.");
}

domain::ViewReceipt Views::save(const domain::Principal& principal, const std::string& client,
                                const domain::ViewToSave& state) {
    domain::AskedAnswer asked = answer_of_(state);
    StoredView view;
    view.path = state.path;
    view.query = std::move(asked.query);
    view.rows = state.rows;
    view.meaning = std::move(asked.meaning);
    view.data_version = std::move(asked.data_version);
    view.answer_json = schema::to_text(asked.answer);
    if (!principal.is_anonymous()) view.saved_by = principal.account.id;
    view.saved_at_ms = view.opened_at_ms = clock_.now_ms();
    const std::vector<std::string> results = domain::results_in(asked.answer);
    require_size(view.answer_json, results.size());
    view.id = id_of(view);
    const bool known =
        database_.read([&](sql::Reader& reader) { return view_store::exists(reader, view.id); });
    if (!known && !view.saved_by &&
        !daily_room_.take(client, view_store::size_of(view), view.saved_at_ms))
        throw Error(ErrorCode::rate_limited,
                    "Your address has saved as many views as it may within a day: " +
                        figures::bytes(domain::address_views_bytes_max) +
                        ". Save this one tomorrow, sign in, or use the address of the page.");
    const bool created = !known && database_.write([&](sql::Transaction& transaction) {
        if (view_store::exists(transaction, view.id)) return false;
        require_room(transaction, view);
        view_store::insert(transaction, view, results);
        return true;
    });
    return {.id = view.id, .url = "/v/" + view.id, .created = created};
}

void Views::note_opening(const StoredView& view) const {
    const Milliseconds now = clock_.now_ms();
    // What an account saved makes no room for others, so it needs no date.
    if (view.saved_by || now - view.opened_at_ms < day_ms) return;
    try {
        database_.write([&](sql::Transaction& transaction) {
            view_store::mark_opened(transaction, view.id, now);
        });
    } catch (const Error&) {
        // A full disk ends no reading; the next opening notes it.
    }
}

SavedView Views::view(const std::string& id) const {
    std::vector<ResultToday> results;
    auto stored = database_.read([&](sql::Reader& reader) {
        auto found = view_store::find(reader, id);
        if (found) results = view_store::results_today(reader, id);
        return found;
    });
    if (!stored) throw no_such_view(id);
    note_opening(*stored);
    auto answer =
        schema::from_text<FrozenAnswer>(stored->answer_json, schema::UnknownMembers::ignored);
    SavedView view;
    view.id = id;
    view.path = stored->path;
    view.query = stored->query;
    view.rows = stored->rows;
    view.meaning = stored->meaning;
    view.saved_at = text::rfc3339(stored->saved_at_ms);
    view.saved_by = stored->saved_by;
    view.data_version = stored->data_version;
    if (answer)
        view.answer = std::move(*answer);
    else
        view.withheld = "The saved answer can't be read by this version of lem.";
    const FrozenAnswer before = view.answer;
    apply_states(view, results);
    const auto present_state_of = [&](const std::string& result) -> domain::PresentState {
        const ResultToday* found = find(results, {result});
        if (found == nullptr) return {};
        return {found->last.state, found->last.words, found->last.at};
    };
    const auto then = domain::rows_of(before);
    if (!then) return view;
    try {
        const domain::AskedAnswer today =
            answer_of_({.path = view.path, .query = view.query, .rows = view.rows});
        if (const auto now = domain::rows_of(today.answer))
            view.changes = domain::changes_since(*then, *now, view.saved_at, present_state_of);
    } catch (const Error& error) {
        // The page says the same: a result of a comparison is gone, a model is no longer known.
        if (error.code() != ErrorCode::bad_request && error.code() != ErrorCode::not_found) throw;
    }
    return view;
}

std::vector<view_store::ListedView> Views::list() const {
    return database_.read([](sql::Reader& reader) { return view_store::list(reader); });
}

void Views::remove(const std::string& id) {
    const bool removed = database_.write(
        [&](sql::Transaction& transaction) { return view_store::remove(transaction, id); });
    if (!removed) throw no_such_view(id);
}

}  // namespace lem::views
