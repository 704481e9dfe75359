#include "features/views/view_store.hpp"

#include "base/text.hpp"
#include "domain/board/topics.hpp"

namespace lem::views::view_store {
namespace {

constexpr sql::Query select_held_by_account{
    "views_held_by_account",
    "SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) FROM saved_view WHERE saved_by = :p1"};
constexpr sql::Query select_held_by_strangers{
    "views_held_by_strangers",
    "SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) FROM saved_view WHERE saved_by IS NULL"};
constexpr sql::Query select_known{"saved_view_exists", "SELECT id FROM saved_view WHERE id = :p1"};
constexpr sql::Query insert_view{
    "insert_saved_view",
    "INSERT INTO saved_view (id, path, query, row_count, meaning, data_version, answer_json, "
    "size_bytes, saved_by, saved_at_ms, opened_at_ms) VALUES (:p1, :p2, :p3, :p4, :p5, :p6, :p7, "
    ":p8, :p9, :p10, :p11) ON CONFLICT (id) DO NOTHING"};
constexpr sql::Query insert_result{
    "insert_saved_view_result",
    "INSERT INTO saved_view_result (view_id, result_id) VALUES (:p1, :p2) ON CONFLICT (view_id, "
    "result_id) DO NOTHING"};
constexpr sql::Query select_view{
    "find_saved_view",
    "SELECT path, query, row_count, meaning, data_version, answer_json, account.name, saved_at_ms, "
    "opened_at_ms FROM saved_view LEFT JOIN account ON account.id = saved_by WHERE saved_view.id = "
    ":p1"};
constexpr sql::Query update_opened{"mark_saved_view_opened",
                                   "UPDATE saved_view SET opened_at_ms = :p2 WHERE id = :p1"};
constexpr sql::Query select_unopened{
    "unopened_saved_views",
    "SELECT id, size_bytes FROM saved_view WHERE saved_by IS NULL AND opened_at_ms < :p1 ORDER BY "
    "opened_at_ms, id LIMIT 100"};
constexpr sql::Query delete_results{"delete_results_of_saved_view",
                                    "DELETE FROM saved_view_result WHERE view_id = :p1"};
constexpr sql::Query delete_view{"delete_saved_view", "DELETE FROM saved_view WHERE id = :p1"};
constexpr sql::Query select_all{
    "list_saved_views",
    "SELECT saved_view.id, path, query, meaning, account.name, size_bytes, saved_at_ms, "
    "opened_at_ms FROM saved_view LEFT JOIN account ON account.id = saved_by ORDER BY saved_at_ms "
    "DESC, saved_view.id"};
constexpr sql::Query select_results{
    "results_of_saved_view",
    "SELECT saved_view_result.result_id, state, reason, words, replaced_by, account.name, at_ms "
    "FROM saved_view_result LEFT JOIN result_state ON result_state.result_id = "
    "saved_view_result.result_id AND result_state.change "
    "= (SELECT MAX(change) FROM result_state AS later WHERE later.result_id = "
    "saved_view_result.result_id) LEFT JOIN account ON account.id = by_account WHERE view_id = :p1 "
    "ORDER BY saved_view_result.result_id"};

std::int64_t one_number(const std::optional<std::tuple<std::int64_t>>& row) {
    return row ? std::get<0>(*row) : 0;
}

}  // namespace

std::int64_t size_of(const StoredView& view) {
    return std::ssize(view.answer_json) + std::ssize(view.query);
}

std::int64_t bytes_held(sql::Reader& reader, const std::optional<std::string>& account_id) {
    return one_number(account_id ? reader.row<std::int64_t>(select_held_by_account, *account_id)
                                 : reader.row<std::int64_t>(select_held_by_strangers));
}

bool exists(sql::Reader& reader, const std::string& id) {
    return reader.row<std::string>(select_known, id).has_value();
}

void insert(sql::Transaction& transaction, const StoredView& view,
            const std::vector<std::string>& results) {
    transaction.execute(insert_view, view.id, view.path, view.query, view.rows, view.meaning,
                        view.data_version, view.answer_json, size_of(view), view.saved_by,
                        view.saved_at_ms, view.opened_at_ms);
    for (const std::string& result : results)
        transaction.execute(insert_result, view.id, result);
}

std::optional<StoredView> find(sql::Reader& reader, const std::string& id) {
    auto found =
        reader.row<std::string, std::string, int, std::string, std::string, std::string,
                   std::optional<std::string>, std::int64_t, std::int64_t>(select_view, id);
    if (!found) return std::nullopt;
    StoredView view;
    view.id = id;
    std::tie(view.path, view.query, view.rows, view.meaning, view.data_version, view.answer_json,
             view.saved_by, view.saved_at_ms, view.opened_at_ms) = std::move(*found);
    return view;
}

void mark_opened(sql::Transaction& transaction, const std::string& id, std::int64_t now_ms) {
    transaction.execute(update_opened, id, now_ms);
}

bool remove(sql::Transaction& transaction, const std::string& id) {
    if (!exists(transaction, id)) return false;
    transaction.execute(delete_results, id);
    transaction.execute(delete_view, id);
    transaction.change(domain::topics::saved_views, id);
    return true;
}

void remove_unopened(sql::Transaction& transaction, std::int64_t since_ms, std::int64_t bytes) {
    while (bytes > 0) {
        const auto unopened =
            transaction.rows<std::string, std::int64_t>(select_unopened, since_ms);
        if (unopened.empty()) return;
        for (const auto& [id, size] : unopened) {
            if (bytes <= 0) return;
            remove(transaction, id);
            bytes -= size;
        }
    }
}

std::vector<ListedView> list(sql::Reader& reader) {
    std::vector<ListedView> views;
    for (auto& [id, path, query, meaning, saved_by, size, saved_at, opened_at] :
         reader.rows<std::string, std::string, std::string, std::string, std::optional<std::string>,
                     std::int64_t, std::int64_t, std::int64_t>(select_all))
        views.push_back({.id = std::move(id),
                         .address = path + (query.empty() ? "" : "?" + query),
                         .meaning = std::move(meaning),
                         .saved_by = std::move(saved_by),
                         .size_bytes = size,
                         .saved_at_ms = saved_at,
                         .opened_at_ms = opened_at});
    return views;
}

std::vector<ResultToday> results_today(sql::Reader& reader, const std::string& id) {
    std::vector<ResultToday> results;
    using Text = std::optional<std::string>;
    for (auto& [result, state, reason, words, replaced_by, by, at_ms] :
         reader.rows<std::string, Text, Text, Text, Text, Text, std::optional<std::int64_t>>(
             select_results, id)) {
        domain::StateChange last;
        last.state = schema::value_of<domain::ResultState>(state.value_or(""))
                         .value_or(domain::ResultState::hidden);
        last.reason = schema::value_of<domain::StateReason>(reason.value_or(""))
                          .value_or(domain::StateReason::published);
        last.words = words.value_or("");
        if (replaced_by) last.replaced_by = domain::ResultId{*replaced_by};
        last.by = by.value_or("");
        if (at_ms) last.at = text::rfc3339(*at_ms);
        results.push_back({std::move(result), std::move(last)});
    }
    return results;
}

}  // namespace lem::views::view_store
