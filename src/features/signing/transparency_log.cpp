#include "features/signing/transparency_log.hpp"

#include "base/ed25519.hpp"
#include "base/text.hpp"
#include "features/signing/signing_store.hpp"
#include "schema/write.hpp"

namespace lem::signing {
namespace {

std::string joined(const std::vector<domain::TreeHash>& hashes, std::size_t first,
                   std::size_t count) {
    std::string bytes;
    for (std::size_t i = first; i < first + count; ++i)
        bytes += hashes[i];
    return bytes;
}

}  // namespace

TransparencyLog::TransparencyLog(sql::Database& database, const Clock& clock, RandomSource& random)
    : database_(database) {
    const std::string fresh = domain::private_pem(random.bytes(ed25519::seed_bytes));
    const std::string pem = database_.write([&](sql::Transaction& transaction) {
        return signing_store::log_key(transaction, fresh, clock.now_ms());
    });
    auto seed = domain::seed_of_pem(pem);
    if (!seed)
        throw Error(ErrorCode::unavailable,
                    "The key of the log is damaged in the database; restore a backup.");
    seed_ = std::move(*seed);
    // The name is of the key, so that two logs never share one, whatever host they are seen at.
    key_.key = domain::public_key_of(seed_);
    key_.name = "lem-log/" + domain::fingerprint_of(key_.key).substr(0, 16);
}

void TransparencyLog::append(sql::Transaction& transaction,
                             const domain::AcceptedResult& accepted) {
    domain::LogEntry entry{.result = accepted.id,
                           .document_sha256 = accepted.document_sha256,
                           .submission_sha256 = accepted.submission_sha256,
                           .accepted_at = text::rfc3339(accepted.accepted_at_ms),
                           .signer_sha256 = std::nullopt};
    if (accepted.signer) entry.signer_sha256 = domain::fingerprint_of(*accepted.signer);
    signing_store::append_entry(transaction, accepted.id, schema::to_text(entry));
}

std::string TransparencyLog::leaf_tile(std::uint64_t first, std::uint64_t width) const {
    const auto hashes = database_.read([&](sql::Reader& reader) {
        return signing_store::leaf_hashes(reader, static_cast<std::int64_t>(first),
                                          static_cast<std::int64_t>(first + width));
    });
    if (hashes.size() != width)
        throw Error(ErrorCode::internal, "The log lacks entries; restore a backup.")
            .because("from " + std::to_string(first));
    return joined(hashes, 0, hashes.size());
}

void TransparencyLog::grow(std::uint64_t size) {
    for (int level = 1; domain::hashes_of_level(size, level) > 0; ++level) {
        const auto above = static_cast<std::size_t>(level) - 1;
        if (levels_.size() <= above) levels_.emplace_back();
        for (std::uint64_t i = levels_[above].size(); i < domain::hashes_of_level(size, level);
             ++i) {
            const std::uint64_t first = i * domain::tile_width;
            const std::string tile = level == 1
                                         ? leaf_tile(first, domain::tile_width)
                                         : joined(levels_[above - 1], first, domain::tile_width);
            levels_[above].push_back(domain::root_over(tile));
        }
    }
}

std::optional<std::string> TransparencyLog::tile(const domain::TileName& name) {
    const auto size = static_cast<std::uint64_t>(
        database_.read([](sql::Reader& reader) { return signing_store::log_size(reader); }));
    const std::uint64_t hashes = domain::hashes_of_level(size, name.entries ? 0 : name.level);
    // Compared so that no index, however large, overflows.
    if (name.index > hashes / domain::tile_width) return std::nullopt;
    const std::uint64_t first = name.index * domain::tile_width;
    if (hashes - first < name.width) return std::nullopt;
    if (name.entries) {
        const auto entries = database_.read([&](sql::Reader& reader) {
            return signing_store::entries(reader, static_cast<std::int64_t>(first),
                                          static_cast<std::int64_t>(first + name.width));
        });
        return domain::entry_bundle(entries);
    }
    if (name.level == 0) return leaf_tile(first, name.width);
    const std::lock_guard lock(mutex_);
    grow(size);
    return joined(levels_[static_cast<std::size_t>(name.level) - 1], first, name.width);
}

std::string TransparencyLog::checkpoint() {
    const auto size = static_cast<std::uint64_t>(
        database_.read([](sql::Reader& reader) { return signing_store::log_size(reader); }));
    const std::lock_guard lock(mutex_);
    // An earlier reading may come later; no checkpoint goes back.
    if (!last_note_.empty() && size <= last_.size) return last_note_;
    grow(size);
    const auto root = domain::root_of(
        size, domain::subtrees_in(size, [this](const domain::TileName& name) {
            const std::uint64_t first = name.index * domain::tile_width;
            return std::optional(
                name.level == 0
                    ? leaf_tile(first, name.width)
                    : joined(levels_[static_cast<std::size_t>(name.level) - 1], first, name.width));
        }));
    LEM_ASSERT(root.has_value());
    last_ = {.origin = key_.name, .size = size, .root = *root};
    last_note_ = domain::sign_note(text_of(last_), key_.name, seed_);
    return last_note_;
}

std::optional<std::int64_t> TransparencyLog::find_document(
    const std::string& document_sha256) const {
    return database_.read([&](sql::Reader& reader) {
        return signing_store::index_of_document(reader, document_sha256);
    });
}

domain::DsseEnvelope TransparencyLog::attestation(const std::string& result_id) const {
    auto logged = database_.read(
        [&](sql::Reader& reader) { return signing_store::logged_files(reader, result_id); });
    if (!logged)
        throw Error(ErrorCode::not_found, "The log has no result " + result_id.substr(0, 60) + ".");
    const auto entry =
        schema::from_text<domain::LogEntry>(logged->entry, schema::UnknownMembers::ignored);
    if (!entry) throw Error(ErrorCode::internal, "An entry of the log cannot be read.");
    const domain::Statement statement{
        .subject = std::move(logged->files),
        .predicate_type = std::string(domain::acceptance_predicate_type),
        .predicate = *entry};
    return domain::sign_envelope(domain::statement_media_type, schema::to_text(statement), seed_);
}

}  // namespace lem::signing
