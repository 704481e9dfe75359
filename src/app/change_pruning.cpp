#include "app/change_pruning.hpp"

#include "base/log.hpp"
#include "platform/sql/changes.hpp"

namespace lem::app {
namespace {

constexpr std::chrono::minutes interval{10};

}  // namespace

ChangePruning::ChangePruning(sql::Database& database)
    : database_(database), thread_([this] { run(); }) {}

ChangePruning::~ChangePruning() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void ChangePruning::run() {
    std::unique_lock lock(mutex_);
    do {
        lock.unlock();
        try {
            database_.write([](sql::Transaction& transaction) {
                sql::remove_old_changes(transaction, changes_kept);
            });
        } catch (const Error& error) {
            // The database is unavailable; it is tried again later.
            log::warn("pruning_delayed", {{"message", error.message()}, {"cause", error.cause()}});
        }
        lock.lock();
    } while (!wake_.wait_for(lock, interval, [&] { return stopping_; }));
}

}  // namespace lem::app
