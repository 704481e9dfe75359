#pragma once
/// Derives stored results again: a thread that works through results of an older derivation, and
/// the same work at once for `lem admin rederive`. It is resumable, since each result stores the
/// number of its derivation; the old row is served until the new one is committed. A result that
/// cannot be derived keeps its row, is logged, and is tried again after an hour. Thread-safe.

#include "base/clock.hpp"
#include "features/results/result_store.hpp"
#include "platform/blob/blob_store.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace lem::results {

/// The stored part of a derivation.
StoredDerivation stored_derivation(const domain::Derived& derived);
/// Finds what was published before this submission. Both must outlive it.
domain::FindPeers peers_before(sql::Database& database, const Submission& submission);
/// Derives from the stored bytes. Throws Error if they are lost or unreadable.
domain::Derived derive_again(sql::Database& database, const blob::BlobStore& blobs,
                             const Submission& submission, const domain::KnownNames& names);

/// A result's state changes: marks those that a check has compared with it as a copy or as users of
/// its devices, and says so to the derivation.
void mark_compared(sql::Transaction& transaction, const std::string& id);

struct DerivationProgress {
    std::int64_t pending = 0;
    std::int64_t done = 0;    // since the start of this process
    std::int64_t failed = 0;  // likewise
};

/// The value of a change of the topic `derivations`: what is left, for all processes.
struct DerivationsLeft {
    std::int64_t pending = 0;
    std::int64_t failed = 0;  // of the pending ones: tried again after an hour
    std::optional<bool> unattended = {};
};

class Derivations {
public:
    /// `changed` is called after each commit; it must not throw. `names` is asked before each batch
    /// and may block.
    Derivations(sql::Database& database, const blob::BlobStore& blobs, const Clock& clock,
                std::function<void()> changed,
                domain::KnownNamesSource names = domain::share_built_in_names)
        : database_(database),
          blobs_(blobs),
          clock_(clock),
          changed_(std::move(changed)),
          names_(std::move(names)) {}
    ~Derivations() { stop(); }
    Derivations(const Derivations&) = delete;
    Derivations& operator=(const Derivations&) = delete;

    /// Works in the background until `stop`.
    void start();
    void stop();
    /// The row of this result cannot be read: derive it as soon as possible. Does not block.
    void ask(const std::string& id);
    /// Another process may have marked results. Does not block.
    void look_again();

    /// Derives one batch; false when nothing is left to do.
    bool run_batch();
    /// What has been done, and what is left.
    DerivationProgress progress() const;
    /// Progress that another process may have made. Does not block.
    void heard(const DerivationsLeft& left) { pending_ = left.pending; }
    std::vector<result_store::FailedDerivation> failures() const;
    /// Marks every result, so that all are derived again.
    void mark_all();
    /// The same if results were derived with another catalogue than this one.
    void use_catalogue(const std::string& sha256);

private:
    struct Outcome;
    Outcome derive_one(const std::string& id, const domain::KnownNames& names) const;
    void run();

    sql::Database& database_;
    const blob::BlobStore& blobs_;
    const Clock& clock_;
    std::function<void()> changed_;
    domain::KnownNamesSource names_;
    std::atomic<std::int64_t> pending_{0}, done_{0}, failed_{0};

    std::mutex mutex_;  // guards the next four
    std::condition_variable wake_;
    std::vector<std::string> asked_;
    bool stopping_ = false;
    bool looks_again_ = false;
    std::thread thread_;
};

}  // namespace lem::results

namespace lem::schema {

template <>
struct description<results::DerivationsLeft> {
    using T = results::DerivationsLeft;
    static constexpr auto record = schema::record(
        "DerivationsLeft", "How far stored results have been derived again.",
        field("pending", &T::pending, {.doc = "Results that are not derived yet.", .minimum = 0}),
        field("failed", &T::failed,
              {.doc = "Of these, results that failed and are tried again.", .minimum = 0}),
        field("unattended", &T::unattended,
              {.doc = "true: whoever marked them does not derive them, so a server should.",
               .omit_null = true}));
};

}  // namespace lem::schema
