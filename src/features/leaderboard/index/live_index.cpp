#include "features/leaderboard/index/live_index.hpp"

#include "base/log.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "domain/board/topics.hpp"
#include "features/leaderboard/index/index_row.hpp"

#include <algorithm>

namespace lem::leaderboard {
namespace {

constexpr std::chrono::milliseconds follow_interval{500};
// Merged at once: each update rebuilds the delta.
constexpr std::size_t changes_before_merge_max = 5'000;
constexpr int changes_in_a_step_max = 10'000;
// Merged at the next interval, so that a burst of submits costs few merges: names of rows that were
// withdrawn disappear from the facets.
constexpr std::size_t base_rows_for_a_change = 100;
// Fewer are read from the database about as quickly.
constexpr std::size_t changes_worth_saving = 1'000;
constexpr std::chrono::minutes save_interval{1};
// More than these take longer to apply than everything takes to load.
constexpr std::int64_t changes_after_save_max = 20'000;

bool touches_rows(const sql::Change& change) {
    return std::ranges::count(domain::topics::shown_rows, change.topic) > 0;
}

std::int64_t distinct(const IndexAnswer& answer, Facet facet) {
    const auto& counts = answer.counts[static_cast<std::size_t>(facet)];
    return std::count_if(counts.begin(), counts.end(),
                         [](const ValueCount& value) { return value.count > 0; });
}

}  // namespace

LiveIndex::LiveIndex(sql::Database& database, const std::filesystem::path& folder,
                     Unreadable unreadable, Changed changed)
    : database_(database),
      unreadable_(std::move(unreadable)),
      changed_(std::move(changed)),
      saved_(folder),
      texts_(saved_.texts_file()) {
    if (!restore()) {
        saved_.remove();  // or it might fit a later state of the database by accident
        texts_.clear();
        load();
    }
    start_threads();
}

/// Takes what was saved, and the changes since. False if it cannot be used.
bool LiveIndex::restore() {
    std::optional<SavedIndex> saved = saved_.read();
    if (!saved) return false;
    bool is_of_database = false;
    database_.read([&](sql::Reader& reader) {
        const auto last = sql::last_change_up_to(reader, saved->state.change);
        const std::int64_t since = sql::last_change(reader) - saved->state.change;
        is_of_database = last && *last == saved->last && since >= 0 &&
                         since <= changes_after_save_max &&
                         sql::can_follow(reader, saved->state.change);
    });
    const char* why = nullptr;
    if (!is_of_database)
        why = "the database has another history, or too many changes since";
    else if (!texts_.restore(saved->texts, saved->index.numbers(), saved->places))
        why = "its rows are damaged, or half of them were replaced";
    if (why != nullptr) {
        log::warn("saved_leaderboard_unusable", {{"why", why}});
        return false;
    }
    base_ = std::make_shared<const RankingIndex>(std::move(saved->index));
    base_state_ = saved->state;
    change_ = saved->state.change;
    rows_change_ = saved->state.rows_change;
    rows_of_owner_ = std::move(saved->state.rows_of_owner);
    saved_at_ = std::chrono::steady_clock::now();
    while (!apply_changes().empty()) {
    }
    publish();
    return true;
}

IndexState LiveIndex::state() const {
    return {change_, rows_change_, rows_of_owner_};
}

/// Loads everything from the database: at the start, and when unread changes were removed.
void LiveIndex::load() {
    IndexBuilder builder;
    IndexState loaded;
    database_.read([&](sql::Reader& reader) {
        // Read first: a change in between is applied twice, which is harmless.
        loaded.change = loaded.rows_change = sql::last_change(reader);
        leaderboard_store::for_each_listed(reader, [&](const leaderboard_store::StoredRow& stored) {
            const auto row = read_row(stored);
            if (!row) return;
            builder.add(*row);
            ++loaded.rows_of_owner[stored.owner_id];
        });
    });
    base_ = std::make_shared<const RankingIndex>(builder);
    change_ = loaded.change;
    rows_change_ = loaded.rows_change;
    rows_of_owner_ = loaded.rows_of_owner;
    base_state_ = std::move(loaded);
    removed_ = {};
    delta_ = {};
    changes_since_merge_ = 0;
    changes_since_save_ = base_->size();
    publish();
}

std::optional<IndexRow> LiveIndex::read_row(const leaderboard_store::StoredRow& stored) {
    auto row = domain::read_stored_row(stored.row_json);
    if (!row) {
        ++unreadable_rows_;
        log::error("unreadable_row", {{"result", stored.id}});
        unreadable_(stored.id);
        return std::nullopt;
    }
    domain::join_names(*row, stored.names);
    texts_.append(stored.number, schema::to_text(*row));
    return index_row(*row, stored.number);
}

LiveIndex::~LiveIndex() {
    {
        const std::lock_guard lock(wake_mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    follower_.join();
    merger_.join();
    merge(When::at_the_end);
    save(When::at_the_end);
}

/// Reads the next changes and applies them. Empty if there are none.
std::vector<sql::Change> LiveIndex::apply_changes() {
    bool can_follow = true;
    std::vector<sql::Change> changes;
    half_applied_ = true;
    database_.read([&](sql::Reader& reader) {
        std::int64_t last = sql::last_change(reader);
        if (last == change_) return;
        can_follow = sql::can_follow(reader, change_);
        if (!can_follow) return;
        changes = sql::changes_after(reader, change_, changes_in_a_step_max);
        // The counter may be ahead of the rows: some numbers are never used.
        if (std::ssize(changes) == changes_in_a_step_max) last = changes.back().sequence;
        if (!changes.empty()) last = std::max(last, changes.back().sequence);
        if (std::ranges::any_of(changes, touches_rows))
            leaderboard_store::for_each_changed(
                reader, change_, last,
                [&](const leaderboard_store::StoredRow& stored) { apply(stored); });
        change_ = last;
    });
    half_applied_ = false;
    if (!can_follow && !merging_) {
        load();
        for (const std::string_view topic : domain::topics::all)
            changes.push_back({change_, std::string(topic), {}});
    }
    if (std::ranges::any_of(changes, touches_rows)) rows_change_ = change_;
    return changes;
}

/// Publishes a snapshot with the next changes and reports them. True if there may be more.
bool LiveIndex::follow_a_step() {
    const std::vector<sql::Change> changes = apply_changes();
    if (changes.empty()) return false;
    publish();
    if (changed_) changed_(changes);
    return std::ssize(changes) == changes_in_a_step_max;
}

void LiveIndex::follow() {
    bool merge_due = false;
    const std::uint64_t asked = ++follows_asked_;
    {
        const std::lock_guard lock(follow_mutex_);
        if (follows_answered_ >= asked) return;  // a later one has covered this request
        const std::uint64_t answered = follows_asked_;
        while (follow_a_step()) {
        }
        follows_answered_ = answered;
        merge_due = !merging_ && changes_since_merge_ > changes_before_merge_max;
    }
    if (!merge_due) return;
    {
        const std::lock_guard lock(wake_mutex_);
        merge_wanted_ = true;
    }
    wake_.notify_all();
}

/// Also for rows that were there before: they move from the base to the delta.
void LiveIndex::apply(const leaderboard_store::StoredRow& stored) {
    std::optional<IndexRow> row;
    if (stored.listed) {
        row = read_row(stored);  // may fail, so before any change
        if (!row) return;        // the old row is served until the new one can be read
    }
    bool was_listed = delta_.remove(stored.number);
    const auto place = base_->find(stored.number);
    if (place && (removed_.empty() || !is_set(removed_, *place))) {
        removed_.resize(base_->words());
        set(removed_, *place);
        was_listed = true;
    }
    if (row) delta_.add(*row);
    if (row && !was_listed) ++rows_of_owner_[stored.owner_id];
    if (!row && was_listed && --rows_of_owner_[stored.owner_id] == 0)
        rows_of_owner_.erase(stored.owner_id);
    if (merging_) changed_while_merging_.insert(stored.number);
    ++changes_since_merge_;
}

void LiveIndex::publish() {
    auto next = std::make_shared<Snapshot>();
    next->base = base_;
    next->removed = std::make_shared<const Bits>(removed_);
    next->delta = std::make_shared<const RankingIndex>(delta_);
    next->change = change_;
    for (std::size_t f = 0; f < facet_count; ++f) {
        const NameList& names = next->delta->names(f);
        for (std::size_t code = 0; code < names.size(); ++code)
            next->base_codes[f].push_back(base_->names(f).find(names[code]));
    }
    IndexQuery everything{.limit = 0};
    everything.counted[static_cast<std::size_t>(Facet::model)] = true;
    everything.counted[static_cast<std::size_t>(Facet::hardware)] = true;
    const IndexAnswer counted = SnapshotRun(*next, everything).run();
    next->stats = {.results = static_cast<std::int64_t>(counted.total),
                   .models = distinct(counted, Facet::model),
                   .hardware = distinct(counted, Facet::hardware),
                   .contributors = static_cast<std::int64_t>(rows_of_owner_.size()),
                   .data_version = std::to_string(rows_change_)};
    std::atomic_store(&snapshot_, std::shared_ptr<const Snapshot>(std::move(next)));
}

/// Builds the new base outside of the lock: a submit never waits for it.
void LiveIndex::merge(When when) {
    std::shared_ptr<const Snapshot> held;
    IndexState held_state;
    {
        const std::lock_guard lock(follow_mutex_);
        const std::size_t enough =
            when == When::at_the_end
                ? changes_worth_saving
                : std::min(changes_before_merge_max, base_->size() / base_rows_for_a_change);
        if (merging_ || half_applied_ || changes_since_merge_ <= enough) return;
        held = snapshot();
        held_state = state();
        merging_ = true;
        changes_since_save_ += changes_since_merge_;
        changes_since_merge_ = 0;
        changed_while_merging_.clear();
    }
    IndexBuilder builder;
    builder.add_all(*held->base, *held->removed);
    builder.add_all(*held->delta, {});
    auto base = std::make_shared<const RankingIndex>(builder);

    const std::lock_guard lock(follow_mutex_);
    Bits removed;
    for (const std::uint32_t number : changed_while_merging_) {
        const auto place = base->find(number);
        if (!place) continue;
        removed.resize(base->words());
        set(removed, *place);
    }
    delta_.keep_only(changed_while_merging_);
    base_ = std::move(base);
    base_state_ = std::move(held_state);
    removed_ = std::move(removed);
    merging_ = false;
    publish();
}

/// Outside of the lock too: what is saved does not change.
void LiveIndex::save(When when) try {
    std::shared_ptr<const RankingIndex> base;
    IndexState state;
    std::size_t contained = 0;  // changes since the last time
    {
        const std::lock_guard lock(follow_mutex_);
        const auto now = std::chrono::steady_clock::now();
        // A row that could not be read would be missing without a word after the next start.
        if (!saved_.keeps() || unreadable_rows_ > 0 || changes_since_save_ < changes_worth_saving ||
            (when == When::if_due && now < saved_at_ + save_interval))
            return;
        base = base_;
        state = base_state_;
        contained = changes_since_save_;
        saved_at_ = now;
    }
    std::optional<sql::Change> last;
    database_.read(
        [&](sql::Reader& reader) { last = sql::last_change_up_to(reader, state.change); });
    if (!last) return;
    const std::vector<TextPlace> places = texts_.places(base->numbers());
    std::uint64_t end = 0;
    {
        const std::lock_guard lock(follow_mutex_);
        end = texts_.end();
    }
    saved_.write(*base, state, *last, places, texts_.save(end));
    const std::lock_guard lock(follow_mutex_);
    changes_since_save_ -= std::min(changes_since_save_, contained);
} catch (const Error& error) {
    log::warn("leaderboard_not_saved", {{"why", error.message()}, {"cause", error.cause()}});
}

template <class Work>
void LiveIndex::repeat(Work work, const bool& at_once) {
    std::unique_lock lock(wake_mutex_);
    while (!stopping_) {
        wake_.wait_for(lock, follow_interval, [&] { return stopping_ || at_once; });
        if (stopping_) return;
        lock.unlock();
        try {
            work();
        } catch (const Error& error) {
            // The database is unavailable: the current snapshot keeps answering.
            log::warn("leaderboard_behind",
                      {{"message", error.message()}, {"cause", error.cause()}});
        } catch (const AssertionFailure& failure) {
            log::error("assertion_failed", {{"cause", std::string(failure.what())}});
        }
        lock.lock();
    }
}

void LiveIndex::start_threads() {
    follower_ = std::thread([this] { repeat([this] { follow(); }, never_); });
    merger_ = std::thread([this] {
        const auto work = [this] {
            {
                const std::lock_guard lock(wake_mutex_);
                merge_wanted_ = false;
            }
            merge(When::if_due);
            save(When::if_due);
        };
        repeat(work, merge_wanted_);
    });
}

}  // namespace lem::leaderboard
