#include "client/log_proof.hpp"

#include "base/base64.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "schema/read.hpp"
#include "schema/write.hpp"

namespace lem::client {

/// What was seen of a log, as it is remembered.
struct SeenLog {
    std::string place;
    std::string key;
    std::string checkpoint;  // the signed note
};

}  // namespace lem::client

namespace lem::schema {

template <>
struct description<client::SeenLog> {
    using T = client::SeenLog;
    static constexpr auto record = schema::record(
        "SeenLog", "What was seen of a log.",
        field("place", &T::place, {.doc = "Its address or folder."}),
        field("key", &T::key, {.doc = "Its key."}),
        field("checkpoint", &T::checkpoint,
              {.doc = "Its last checkpoint.", .length_max = limits::checkpoint_bytes_max}));
};

}  // namespace lem::schema

namespace lem::client {
namespace {

namespace fs = std::filesystem;
using domain::Checkpoint, domain::NoteKey;

Error contradiction(const LogPlace& place, const std::string& what) {
    return Error(ErrorCode::conflict, "The log at " + place.name() + " " + what);
}

/// The checkpoint in a note of the log. Throws Error(conflict).
Checkpoint opened(const LogPlace& place, const std::string& note, const NoteKey& key) {
    auto checkpoint = domain::open_checkpoint(note, key);
    if (!checkpoint)
        throw contradiction(place, "gives a checkpoint that " + checkpoint.error().message + ".");
    return std::move(*checkpoint);
}

class Prover {
public:
    Prover(LogPlace& place, const LogTrust& trust)
        : place_(place),
          file_(trust.seen_folder / (sha256_hex(place.name()).substr(0, 16) + ".json")) {
        read_seen();
        if (trust.key) {
            key_ = *trust.key;
        } else if (seen_) {
            key_ = key_in(seen_->key, file_.string());
        } else {
            key_is_new_ = true;
            key_ = key_in(place.text("key"), place.name());
        }
        note_ = place.text("checkpoint");
        now_ = opened(place, note_, key_);
        if (seen_ && key_ == key_in(seen_->key, file_.string()))
            before_ = opened(place, seen_->checkpoint, key_);
    }

    /// Throws Error(conflict) unless the log continues what was seen of it.
    void require_continuation() {
        if (!before_ || *before_ == now_) return;
        if (before_->size > now_.size)
            throw contradiction(place_, "has " + std::to_string(now_.size) + " entries, but " +
                                            std::to_string(before_->size) +
                                            " were seen before: it was cut, or this is an old "
                                            "copy of it.");
        const auto subtrees = tree();
        const auto proof = before_->size == 0
                               ? std::vector<domain::TreeHash>()
                               : domain::consistency_proof(before_->size, now_.size, subtrees);
        if (!proof) throw incomplete();
        if (!domain::proves_consistency(*proof, before_->size, before_->root, now_.size, now_.root))
            throw contradiction(place_,
                                "does not continue the one that was seen before (" +
                                    std::to_string(before_->size) +
                                    " entries): its history was rewritten. What was seen is kept "
                                    "in " +
                                    file_.string() + ".");
    }

    void remember() const {
        std::error_code failure;  // shows when the file is written
        fs::create_directories(file_.parent_path(), failure);
        file::replace(
            file_, schema::to_text(
                       SeenLog{.place = place_.name(), .key = text_of(key_), .checkpoint = note_}));
    }

    LogProof prove(const std::string& document_sha256) {
        const auto index = place_.find(document_sha256, now_.size);
        if (!index || *index >= now_.size)
            throw Error(ErrorCode::not_found, "The log at " + place_.name() + " (" +
                                                  std::to_string(now_.size) +
                                                  " entries) has no entry about this document.");
        const std::string text = entry_at(*index);
        const auto proof = domain::inclusion_proof(*index, now_.size, tree());
        if (!proof) throw incomplete();
        if (!domain::proves_inclusion(*proof, domain::leaf_hash(text), *index, now_.size,
                                      now_.root))
            throw contradiction(place_, "has an entry " + std::to_string(*index) +
                                            " that is not in the tree that it signed.");
        auto entry = schema::from_text<domain::LogEntry>(text, schema::UnknownMembers::ignored);
        if (!entry || entry->document_sha256 != document_sha256)
            throw contradiction(place_, "has an entry " + std::to_string(*index) +
                                            " about something else than this document.");
        LogProof proven{.log = now_.origin,
                        .key = text_of(key_),
                        .key_is_new = key_is_new_,
                        .size = static_cast<std::int64_t>(now_.size),
                        .root = base64(now_.root),
                        .size_before = std::nullopt,
                        .index = static_cast<std::int64_t>(*index),
                        .entry = std::move(*entry)};
        if (before_) proven.size_before = static_cast<std::int64_t>(before_->size);
        return proven;
    }

private:
    void read_seen() {
        std::error_code none;
        if (!fs::exists(file_, none)) return;
        auto seen = schema::from_text<SeenLog>(file::read(file_, 2 * limits::checkpoint_bytes_max));
        if (!seen)
            throw Error(ErrorCode::invalid,
                        file_.string() + " cannot be read; it holds what was seen of the log at " +
                            place_.name() + ".",
                        std::move(seen.error()));
        seen_ = std::move(*seen);
    }

    static NoteKey key_in(const std::string& text, const std::string& where) {
        auto key = domain::read_note_key(text);
        if (!key) throw Error(ErrorCode::invalid, where + " does not give the key of a log.");
        return std::move(*key);
    }

    domain::Subtrees tree() {
        return domain::subtrees_in(
            now_.size, [this](const domain::TileName& name) { return place_.tile(name); });
    }

    std::string entry_at(std::uint64_t index) {
        domain::TileName name = *domain::tile_of(now_.size, 0, index);
        name.entries = true;
        auto entries = domain::read_entry_bundle(place_.tile(name).value_or(""), name.width);
        if (!entries) throw incomplete();
        return std::move((*entries)[index % domain::tile_width]);
    }

    Error incomplete() const {
        return contradiction(place_, "lacks parts that its checkpoint needs.");
    }

    LogPlace& place_;
    fs::path file_;
    std::optional<SeenLog> seen_;
    NoteKey key_;
    bool key_is_new_ = false;
    std::string note_;
    Checkpoint now_;
    std::optional<Checkpoint> before_;
};

}  // namespace

LogProof prove_in_log(LogPlace& place, const std::string& document_sha256, const LogTrust& trust) {
    Prover prover(place, trust);
    prover.require_continuation();
    prover.remember();
    return prover.prove(document_sha256);
}

}  // namespace lem::client
