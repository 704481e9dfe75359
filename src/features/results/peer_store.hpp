#pragma once
/// The tables `result_peer` and `result_device`: what results of one kind are compared by. Each
/// derivation of a result writes its rows again; only this feature writes them.

#include "domain/board/published_result.hpp"
#include "domain/checks/peers.hpp"
#include "platform/sql/database.hpp"

namespace lem::results {

/// What a derivation says for comparisons with other results.
struct StoredPeer {
    std::optional<domain::PeerFacts> facts;  // nullopt: it is not compared
    std::string configuration_sha256;        // empty: no other can repeat it
    bool trace_verified = false;
    bool rankable = false;
    std::vector<domain::DeviceUse> devices;
};
StoredPeer stored_peer(const domain::Derived& derived);

namespace peer_store {

/// For a stored result that has no rows yet.
void insert(sql::Transaction& transaction, const std::string& id, const StoredPeer& peer);
void replace(sql::Transaction& transaction, const std::string& id, const StoredPeer& peer);

/// Whose peers are wanted: other runs that were published before this one.
struct Wanted {
    std::int64_t before_number = 0;
    std::string experiment_id;
    std::vector<domain::FileReference> files;
};
domain::Peers find(sql::Reader& reader, const Wanted& wanted, const domain::Result& result,
                   const domain::PeerFacts* facts);

/// The results that `find` may compare with this one as a copy or as users of its devices.
std::vector<std::string> compared_with(sql::Reader& reader, const std::string& id);

/// Listed results of the same configuration, newest first.
std::vector<domain::Repetition> repetitions(sql::Reader& reader, const std::string& id, int limit);

/// Writes a change of the topic `configurations` if results of other accounts have the
/// configuration of this one: what is said of them depends on it.
void note_change(sql::Transaction& transaction, const std::string& id);

}  // namespace peer_store
}  // namespace lem::results
