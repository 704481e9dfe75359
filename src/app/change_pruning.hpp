#pragma once
/// Removes old rows of the table of changes while a server runs. Has its own thread, which ends
/// with the object.

#include "platform/sql/database.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace lem::app {

/// Number of newest changes to keep: hours of a busy server. A follower that is further behind
/// reads the tables themselves.
inline constexpr std::int64_t changes_kept = 100'000;

class ChangePruning {
public:
    explicit ChangePruning(sql::Database& database);
    ~ChangePruning();
    ChangePruning(const ChangePruning&) = delete;
    ChangePruning& operator=(const ChangePruning&) = delete;

private:
    void run();

    sql::Database& database_;
    std::mutex mutex_;  // guards stopping_
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace lem::app
