#include "cli/viewed_files.hpp"

#include "base/figures.hpp"
#include "base/limits.hpp"
#include "cli/in_parallel.hpp"

#include <algorithm>

namespace lem::cli {
namespace {

constexpr std::size_t batch_units = 256;
constexpr std::uint64_t batch_bytes = 128 * limits::mib;
/// A file that was written less than so long ago may still be being written.
constexpr std::int64_t settling_ns = 2'000'000'000;

bool is_settling(const ViewUnit& unit, const Clock& clock) {
    const std::int64_t now_ns = clock.now_ms() * 1'000'000;
    return std::ranges::any_of(unit.stamps, [&](const files::FileStamp& stamp) {
        return std::abs(now_ns - stamp.written_ns) < settling_ns;
    });
}

/// Whether it was written since it was listed.
bool has_changed(const ViewUnit& unit) {
    for (std::size_t i = 0; i < unit.files.size(); ++i)
        if (files::stamp_of(unit.files[i]) != unit.stamps[i]) return true;
    return false;
}

}  // namespace

ViewedFiles::ViewedFiles(app::Service& service, ImportOptions options,
                         std::filesystem::path scratch, const std::atomic<bool>& stopped,
                         const ViewLimits& limits)
    : service_(service),
      options_(std::move(options)),
      scratch_(std::move(scratch)),
      stopped_(stopped),
      limits_(limits),
      threads_(std::clamp(std::thread::hardware_concurrency(), 1U, 8U)),
      publisher_(service, scratch_, threads_, stopped) {
    for (const std::string& place : options_.files)
        state_.places.push_back(shown_text(place));
}

pages::PrivateView ViewedFiles::state() const {
    const std::lock_guard lock(state_mutex_);
    return state_;
}

bool ViewedFiles::refresh(const std::function<void(const std::filesystem::path&)>& enter,
                          const std::function<void()>& advance) {
    ++refresh_;
    advance_ = advance;
    look_again_ = released_ = false;
    complete_ = true;
    if (publications_ < limits_.publications_max) left_out_.reset();
    places_unreadable_.clear();
    batch_.clear();  // of a refresh that failed
    batch_bytes_ = 0;
    visit_units(options_.files,
                {.entries_max = limits_.entries_max,
                 .enter = enter,
                 .stopped = [this] { return stopped_.load(); }},
                *this);
    finish_batch();
    if (stopped_) return false;
    forget_missing();
    service_.leaderboard().notify();
    summarise();
    return look_again_ || reads_again_what_lacked();
}

void ViewedFiles::found(std::size_t files) {
    files_found_ = files;
    files_done_ = 0;
    if (refresh_ > 1) return;  // a change of a few files is no progress to show
    const std::lock_guard lock(state_mutex_);
    state_.files_found = static_cast<std::int64_t>(files);
}

std::vector<files::FileStamp> ViewedFiles::stamps_with_options(
    std::vector<files::FileStamp> stamps) const {
    for (const auto& file : {options_.map, options_.energy})
        if (file) stamps.push_back(files::stamp_of(*file).value_or(files::FileStamp{}));
    return stamps;
}

bool ViewedFiles::needs(const ViewUnit& unit) {
    Known& known = known_[unit.name];
    known.refresh = refresh_;
    files_done_ += unit.files.size();
    return known.stamps != stamps_with_options(unit.stamps);
}

void ViewedFiles::take(ViewUnit unit) {
    if (stopped_) return;
    for (const files::FileStamp& stamp : unit.stamps)
        batch_bytes_ += stamp.size_bytes;
    batch_.push_back(std::move(unit));
    if (batch_.size() < batch_units && batch_bytes_ < batch_bytes) return;
    finish_batch();
    service_.leaderboard().notify();
    {
        const std::lock_guard lock(state_mutex_);
        state_.files_found = static_cast<std::int64_t>(files_found_);
        state_.files_read = static_cast<std::int64_t>(std::min(files_done_, files_found_));
        state_.results = service_.leaderboard().stats().results;
    }
    advance_();
}

void ViewedFiles::unreadable(pages::UnreadableFile file) {
    // What was named may come back, and no watch tells.
    if (std::ranges::count(options_.files, file.file) > 0) look_again_ = true;
    places_unreadable_.push_back({shown_text(file.file), shown_text(file.message)});
}

void ViewedFiles::left_out(std::string what) {
    complete_ = false;
    left_out_ = shown_text(what);
}

void ViewedFiles::finish_batch() {
    std::vector<UnitDocuments> read = read_batch();
    std::vector<Item> items;
    for (std::size_t i = 0; i < batch_.size() && !stopped_; ++i)
        plan(i, std::move(read[i]), items);
    publisher_.publish(items);
    for (Item& item : items)
        take_published(item);
    batch_.clear();
    batch_bytes_ = 0;
}

std::vector<UnitDocuments> ViewedFiles::read_batch() const {
    std::vector<UnitDocuments> read(batch_.size());
    in_parallel(batch_.size(), threads_, [&](std::size_t i) {
        if (!stopped_) read[i] = read_unit(batch_[i], options_, scratch_);
    });
    return read;
}

/// Keeps what is shown already, withdraws what is no longer there, lists the rest.
void ViewedFiles::plan(std::size_t unit_number, UnitDocuments read, std::vector<Item>& items) {
    const ViewUnit& unit = batch_[unit_number];
    Known& known = known_[unit.name];
    known.stamps = stamps_with_options(unit.stamps);
    const bool failed = !read.unreadable.empty() || read.other_files > 0;
    if (has_changed(unit) || (failed && is_settling(unit, service_.clock()))) {
        known.stamps.clear();
        look_again_ = true;
        if (failed) return;  // what it held before stays until it can be judged
    }
    known.unreadable = std::move(read.unreadable);
    known.other_files = read.other_files;
    known.lacks_run = false;
    std::multimap<std::string, Shown> before;  // by content
    for (Shown& shown : std::exchange(known.shown, {}))
        before.emplace(shown.content, std::move(shown));
    for (ViewedDocument& document : read.documents) {
        if (const auto same = before.find(document.content); same != before.end()) {
            known.shown.push_back(std::move(same->second));
            before.erase(same);
        } else if (may_publish()) {
            items.push_back({.document = std::move(document), .unit = unit_number});
        }
    }
    for (const auto& [content, shown] : before)
        release(shown, "Its file changed.");
}

/// Each result takes memory and disk, also when a later one has replaced it.
bool ViewedFiles::may_publish() {
    if (publications_ < limits_.publications_max) {
        ++publications_;
        return true;
    }
    left_out_ = "More than " + figures::count(static_cast<std::int64_t>(limits_.publications_max)) +
                " results have been read since the start; the rest is left out. Start lem view "
                "again, or name fewer files.";
    return false;
}

void ViewedFiles::take_published(Item& item) {
    Known& known = known_[batch_[item.unit].name];
    if (item.id)
        known.shown.push_back(
            {std::move(item.document.content), std::move(*item.id), std::move(item.document.file)});
    if (item.refused) known.unreadable.push_back(std::move(*item.refused));
    known.lacks_run = known.lacks_run || item.run_is_taken;
}

void ViewedFiles::release(const Shown& shown, const std::string& why) {
    if (publisher_.release(shown.id, shown.file, why)) released_ = true;
}

void ViewedFiles::forget_missing() {
    for (auto unit = known_.begin(); unit != known_.end();) {
        std::error_code gone;
        const bool missing = unit->second.refresh != refresh_ &&
                             (complete_ || !std::filesystem::exists(unit->first, gone));
        if (missing)
            for (const Shown& shown : unit->second.shown)
                release(shown, "Its file is gone.");
        unit = missing ? known_.erase(unit) : std::next(unit);
    }
}

/// The id of a run may be free now.
bool ViewedFiles::reads_again_what_lacked() {
    bool again = false;
    if (!released_) return again;
    for (auto& [name, known] : known_) {
        if (!known.lacks_run) continue;
        known.stamps.clear();
        again = true;
    }
    return again;
}

void ViewedFiles::summarise() {
    std::vector<pages::UnreadableFile> unreadable = places_unreadable_;
    std::int64_t other_files = 0;
    for (const auto& [name, known] : known_) {
        unreadable.insert(unreadable.end(), known.unreadable.begin(), known.unreadable.end());
        other_files += static_cast<std::int64_t>(known.other_files);
    }
    std::set<std::string> reported;
    news_.clear();
    for (const pages::UnreadableFile& file : unreadable) {
        const std::string text = file.file + "\n" + file.message;
        if (!reported_.contains(text)) news_.push_back(file);
        reported.insert(text);
    }
    reported_ = std::move(reported);
    const std::lock_guard lock(state_mutex_);
    state_.results = service_.leaderboard().stats().results;
    state_.files_found = state_.files_read = static_cast<std::int64_t>(files_found_);
    state_.other_files = other_files;
    state_.unreadable = std::ssize(unreadable);
    unreadable.resize(std::min(unreadable.size(), pages::unreadable_files_named_max));
    state_.unreadable_files = std::move(unreadable);
    state_.left_out = left_out_;
}

}  // namespace lem::cli
