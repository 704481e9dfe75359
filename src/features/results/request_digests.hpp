#pragma once
/// What comparisons need of the requests in stored bundles. A bundle never changes, so the latest
/// digests are kept in memory. Thread-safe; calls block.

#include "domain/board/published_result.hpp"
#include "domain/compare/request_digest.hpp"
#include "platform/blob/blob_store.hpp"

#include <list>
#include <memory>
#include <mutex>

namespace lem::results {

struct FoundRequests {
    std::shared_ptr<const domain::RequestDigest> digest;  // null: see `absent_reason`
    std::string absent_reason = {};
};

class RequestDigests {
public:
    explicit RequestDigests(const blob::BlobStore& blobs) : blobs_(blobs) {}

    /// Reads the file of requests unless its digest is kept. There is none without that file, with
    /// too many requests in it, and when reading it takes too much processor time.
    FoundRequests find(const domain::ResultDetail& detail);

private:
    struct Kept {
        std::string id;
        FoundRequests found;
        std::size_t bytes = 0;
    };

    FoundRequests read(const domain::ResultDetail& detail, const std::string& sha256) const;
    void keep(const std::string& id, const FoundRequests& found);

    const blob::BlobStore& blobs_;
    std::mutex mutex_;
    std::list<Kept> kept_;  // the latest first
    std::size_t kept_bytes_ = 0;
};

}  // namespace lem::results
