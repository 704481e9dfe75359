#pragma once
/// Signed notes (C2SP signed-note) with Ed25519, and the checkpoints of a log (C2SP
/// tlog-checkpoint), which are notes. Pure; does not throw.

#include "base/violation.hpp"
#include "domain/signing/merkle_tree.hpp"
#include "domain/signing/public_key.hpp"

#include <tl/expected.hpp>

namespace lem::domain {

/// A key that signs notes, under its name.
struct NoteKey {
    std::string name;
    PublicKey key;
    bool operator==(const NoteKey&) const = default;
};

/// "NAME+HASH+KEY", as such keys are published.
std::string text_of(const NoteKey& key);
/// nullopt for any other text, and when the hash is not that of name and key.
std::optional<NoteKey> read_note_key(std::string_view text);

/// `text` ends with a line break. `name` has neither spaces nor a plus.
std::string sign_note(std::string_view text, std::string_view name, std::string_view seed);
/// The text, if the note has a valid signature by this key; signatures by others are ignored.
tl::expected<std::string, Violation> open_note(std::string_view note, const NoteKey& key);

/// The tree of a log at one moment.
struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    TreeHash root;
    bool operator==(const Checkpoint&) const = default;
};

/// The text of its note.
std::string text_of(const Checkpoint& checkpoint);
tl::expected<Checkpoint, Violation> read_checkpoint(std::string_view text);

/// A checkpoint of the log whose origin is the name of the key, signed by it.
tl::expected<Checkpoint, Violation> open_checkpoint(std::string_view note, const NoteKey& key);

}  // namespace lem::domain
