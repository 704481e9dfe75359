#include "features/results/peer_store.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "domain/board/topics.hpp"

#include <algorithm>
#include <array>

namespace lem::results {
namespace {

constexpr sql::Query delete_peer{"delete_result_peer",
                                 "DELETE FROM result_peer WHERE result_id = :p1"};
constexpr sql::Query insert_peer{
    "insert_result_peer",
    "INSERT INTO result_peer (result_id, number, owner_id, configuration, hardware, model, "
    "tokens_per_joule, tolerance, parameters_active, bytes_per_weight, requests_at_once, "
    "tokens_per_output, trace_verified, rankable) SELECT id, number, owner_id, :p2, :p3, :p4, :p5, "
    ":p6, :p7, :p8, :p9, :p10, :p11, :p12 FROM result WHERE id = :p1"};
constexpr sql::Query delete_devices{"delete_result_devices",
                                    "DELETE FROM result_device WHERE result_id = :p1"};
constexpr sql::Query insert_device{
    "insert_result_device",
    "INSERT INTO result_device (result_id, uuid_hash, from_ms, to_ms) VALUES (:p1, :p2, :p3, :p4) "
    "ON CONFLICT (result_id, uuid_hash) DO NOTHING"};

constexpr sql::Query select_of_hardware{
    "peers_of_hardware",
    "SELECT tokens_per_joule, parameters_active, bytes_per_weight, requests_at_once, "
    "tokens_per_output FROM result_peer WHERE hardware = :p1 AND number < :p2 AND rankable = 1 AND "
    "parameters_active > 0 "
    "AND bytes_per_weight > 0 AND requests_at_once > 0 AND tokens_per_output > 0 AND (SELECT state "
    "FROM result_state WHERE "
    "result_state.result_id = result_peer.result_id ORDER BY change DESC LIMIT 1) = 'listed' ORDER "
    "BY number DESC LIMIT :p3"};
constexpr sql::Query select_best{
    "best_verified_peer",
    "SELECT result_id, tokens_per_joule FROM result_peer WHERE hardware = :p1 AND model = :p2 AND "
    "trace_verified = 1 AND number < :p3 AND requests_at_once >= :p4 AND rankable = 1 AND (SELECT "
    "state FROM result_state WHERE result_state.result_id = result_peer.result_id ORDER BY change "
    "DESC LIMIT 1) = 'listed' ORDER BY tokens_per_joule DESC LIMIT 1"};
constexpr sql::Query select_with_file{
    "result_with_file",
    "SELECT id FROM result_file JOIN result_shown ON id = result_file.result_id WHERE "
    "result_file.sha256 = :p1 AND result_file.name = :p2 AND number < :p3 AND experiment_id <> :p4 "
    "AND state = 'listed' ORDER BY number LIMIT 1"};
constexpr sql::Query select_with_device{
    "result_with_device",
    "SELECT id FROM result_device JOIN result_shown ON id = result_device.result_id WHERE "
    "uuid_hash = :p1 AND from_ms > :p2 AND from_ms < :p3 AND to_ms > :p4 AND number < :p5 AND "
    "experiment_id <> :p6 AND state = 'listed' ORDER BY number LIMIT 1"};

constexpr sql::Query select_compared{
    "results_compared_with",
    "SELECT other.result_id FROM result_file AS own JOIN result_file AS other ON other.sha256 = "
    "own.sha256 AND other.name = own.name JOIN result ON result.id = other.result_id WHERE "
    "own.result_id = :p1 AND own.name IN ('power.csv', 'requests.jsonl') AND result.number > "
    "(SELECT number FROM result WHERE id = :p1) UNION SELECT other.result_id FROM result_device AS "
    "own JOIN result_device AS other ON other.uuid_hash = own.uuid_hash AND other.from_ms > "
    "own.from_ms - :p2 AND other.from_ms < own.to_ms - :p3 AND other.to_ms > own.from_ms + :p3 "
    "JOIN "
    "result ON result.id = other.result_id WHERE own.result_id = :p1 AND result.number > (SELECT "
    "number FROM result WHERE id = :p1)"};

constexpr sql::Query select_repetitions{
    "repetitions",
    "SELECT other_id, account.name, result.submitted_at_ms, result_repetition.tokens_per_joule, "
    "other_tokens_per_joule, independent, other_rankable, agrees FROM result_repetition JOIN "
    "result ON result.id = "
    "other_id JOIN account ON account.id = other_owner_id WHERE result_id = :p1 ORDER BY "
    "other_number DESC LIMIT :p2"};
// Asked in two ranges of owners, which the index finds without reading the owner's own results.
constexpr sql::Query select_shared_configuration{
    "configuration_of_other_accounts",
    "SELECT configuration FROM result_peer AS own WHERE result_id = :p1 AND configuration <> '' "
    "AND (EXISTS (SELECT 1 FROM result_peer AS other WHERE other.configuration = "
    "own.configuration AND other.owner_id < own.owner_id) OR EXISTS (SELECT 1 FROM result_peer AS "
    "other WHERE other.configuration = own.configuration AND other.owner_id > own.owner_id))"};

/// The newest ones are enough for a regression with four coefficients.
constexpr int peers_max = 64;
/// Clocks of one machine are set while it runs.
constexpr std::int64_t overlap_min_ms = 1'000;
/// No run takes longer.
constexpr std::int64_t run_max_ms = 7LL * 24 * 3'600'000;
/// A shorter file may be the same by chance: a header, or one sample.
constexpr std::int64_t file_bytes_min = 1'000;
/// Of the requests at once: a mean over a run is not exact.
constexpr double as_many = 0.9;

std::optional<std::string> with_same_file(sql::Reader& reader, const peer_store::Wanted& wanted) {
    constexpr std::array<std::string_view, 2> of_a_run{"power.csv", "requests.jsonl"};
    for (const domain::FileReference& file : wanted.files) {
        if (std::ranges::find(of_a_run, file.name) == of_a_run.end()) continue;
        if (file.size_bytes < file_bytes_min) continue;
        if (const auto found = reader.row<std::string>(select_with_file, file.sha256, file.name,
                                                       wanted.before_number, wanted.experiment_id))
            return std::get<0>(*found);
    }
    return std::nullopt;
}

std::optional<std::string> with_same_device(sql::Reader& reader, const peer_store::Wanted& wanted,
                                            const domain::Result& result) {
    for (const auto& [uuid_hash, from_ms, to_ms] : domain::device_uses(result)) {
        if (const auto found = reader.row<std::string>(
                select_with_device, uuid_hash, from_ms - run_max_ms, to_ms - overlap_min_ms,
                from_ms + overlap_min_ms, wanted.before_number, wanted.experiment_id))
            return std::get<0>(*found);
    }
    return std::nullopt;
}

std::vector<domain::Peer> of_hardware(sql::Reader& reader, const peer_store::Wanted& wanted,
                                      const domain::PeerFacts& facts) {
    std::vector<domain::Peer> peers;
    for (const auto& [tokens_per_joule, parameters, bytes, requests, tokens] :
         reader.rows<double, double, double, double, double>(select_of_hardware, facts.hardware,
                                                             wanted.before_number, peers_max))
        peers.push_back({.tokens_per_joule = tokens_per_joule,
                         .parameters_active = parameters,
                         .bytes_per_weight = bytes,
                         .requests_at_once = requests,
                         .tokens_per_output = tokens});
    return peers;
}

}  // namespace

StoredPeer stored_peer(const domain::Derived& derived) {
    const domain::LeaderboardRow& row = *derived.report.row;
    StoredPeer peer{.facts = derived.peer_facts,
                    .configuration_sha256 = {},
                    .trace_verified = row.trust >= domain::Trust::trace_verified,
                    .rankable = !row.not_ranked,
                    .devices = domain::device_uses(derived.result)};
    if (peer.facts && !peer.facts->configuration.empty())
        peer.configuration_sha256 = sha256_hex(peer.facts->configuration);
    return peer;
}

namespace peer_store {

void insert(sql::Transaction& transaction, const std::string& id, const StoredPeer& peer) {
    if (const auto& facts = peer.facts)
        transaction.execute(insert_peer, id, peer.configuration_sha256, facts->hardware,
                            facts->model, facts->tokens_per_joule, facts->tolerance,
                            facts->parameters_active, facts->bytes_per_weight,
                            facts->requests_at_once, facts->tokens_per_output, peer.trace_verified,
                            peer.rankable);
    for (const auto& [uuid_hash, from_ms, to_ms] : peer.devices)
        transaction.execute(insert_device, id, uuid_hash, from_ms, to_ms);
}

void replace(sql::Transaction& transaction, const std::string& id, const StoredPeer& peer) {
    transaction.execute(delete_peer, id);
    transaction.execute(delete_devices, id);
    insert(transaction, id, peer);
}

domain::Peers find(sql::Reader& reader, const Wanted& wanted, const domain::Result& result,
                   const domain::PeerFacts* facts) {
    domain::Peers peers;
    peers.with_same_file = with_same_file(reader, wanted);
    peers.with_same_device = with_same_device(reader, wanted, result);
    if (facts == nullptr) return peers;
    if (domain::as_peer(*facts)) peers.of_hardware = of_hardware(reader, wanted, *facts);
    if (facts->model.empty() || !facts->requests_at_once) return peers;
    if (const auto best = reader.row<std::string, double>(select_best, facts->hardware,
                                                          facts->model, wanted.before_number,
                                                          *facts->requests_at_once * as_many))
        peers.best = {std::get<0>(*best), std::get<1>(*best)};
    return peers;
}

std::vector<std::string> compared_with(sql::Reader& reader, const std::string& id) {
    std::vector<std::string> ids;
    for (auto& [other] : reader.rows<std::string>(select_compared, id, run_max_ms, overlap_min_ms))
        ids.push_back(std::move(other));
    return ids;
}

std::vector<domain::Repetition> repetitions(sql::Reader& reader, const std::string& id, int limit) {
    std::vector<domain::Repetition> found;
    for (const auto& [other, owner, at_ms, own_value, value, independent, ranked, agrees] :
         reader.rows<std::string, std::string, std::int64_t, double, double, bool, bool, bool>(
             select_repetitions, id, limit))
        found.push_back({.id = {other},
                         .submitted_by = owner,
                         .submitted_at = text::rfc3339(at_ms),
                         .tokens_per_joule = value,
                         .relative_difference = value / own_value - 1,
                         .independent = independent,
                         .ranked = ranked,
                         .agrees = agrees});
    return found;
}

void note_change(sql::Transaction& transaction, const std::string& id) {
    const auto shared = transaction.row<std::string>(select_shared_configuration, id);
    if (shared) transaction.change(domain::topics::configurations, std::get<0>(*shared));
}

}  // namespace peer_store
}  // namespace lem::results
