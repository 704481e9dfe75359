#include "domain/signing/signed_note.hpp"

#include "base/base64.hpp"
#include "base/ed25519.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace lem::domain {
namespace {

constexpr char ed25519_type = '\1';
constexpr std::size_t key_hash_bytes = 4;
constexpr std::string_view dash = "\xE2\x80\x94 ";  // an em dash, which begins a signature

std::string key_hash(const NoteKey& key) {
    return sha256_bytes(key.name + "\n" + ed25519_type + key.key.bytes).substr(0, key_hash_bytes);
}

bool is_key_name(std::string_view name) {
    return !name.empty() && text::is_utf8(name) &&
           name.find_first_of("+ \t\r\n") == std::string_view::npos;
}

tl::unexpected<Violation> wrong(std::string message) {
    return tl::unexpected(Violation{"", std::move(message)});
}

bool has_control_character(std::string_view text) {
    return std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n'; });
}

}  // namespace

std::string text_of(const NoteKey& key) {
    return key.name + "+" + text::hex(key_hash(key)) + "+" + base64(ed25519_type + key.key.bytes);
}

std::optional<NoteKey> read_note_key(std::string_view text) {
    text = text::trim(text);
    // The base64 of the key may hold a plus, so it is all that follows the second one.
    const std::size_t first = text.find('+'), second = text.find('+', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
    const auto bytes = from_base64(text.substr(second + 1));
    if (!bytes || bytes->size() != 1 + ed25519::public_key_bytes || bytes->front() != ed25519_type)
        return std::nullopt;
    NoteKey key{.name = std::string(text.substr(0, first)), .key = {bytes->substr(1)}};
    if (!is_key_name(key.name) || text_of(key) != text) return std::nullopt;
    return key;
}

std::string sign_note(std::string_view text, std::string_view name, std::string_view seed) {
    const NoteKey key{.name = std::string(name), .key = public_key_of(seed)};
    return std::string(text) + "\n" + std::string(dash) + key.name + " " +
           base64(key_hash(key) + ed25519::sign(seed, text)) + "\n";
}

tl::expected<std::string, Violation> open_note(std::string_view note, const NoteKey& key) {
    if (note.size() > limits::checkpoint_bytes_max)
        return wrong("is larger than " + std::to_string(limits::checkpoint_bytes_max) + " bytes");
    const std::size_t split = note.rfind("\n\n");
    if (split == std::string_view::npos || !note.ends_with('\n') || !text::is_utf8(note) ||
        has_control_character(note))
        return wrong("is not a signed note");
    const std::string_view text = note.substr(0, split + 1);
    bool verified = false;
    for (std::string_view line : text::split(note.substr(split + 2), '\n')) {
        if (line.empty()) continue;
        if (!line.starts_with(dash)) return wrong("has a line that is not a signature");
        line.remove_prefix(dash.size());
        const std::size_t space = line.find(' ');
        if (space == std::string_view::npos) return wrong("has a line that is not a signature");
        const auto signature = from_base64(line.substr(space + 1));
        if (!signature || signature->size() <= key_hash_bytes)
            return wrong("has a line that is not a signature");
        if (line.substr(0, space) != key.name ||
            signature->substr(0, key_hash_bytes) != key_hash(key))
            continue;
        if (!ed25519::verify(key.key.bytes, text, signature->substr(key_hash_bytes)))
            return wrong("has a wrong signature by the key " + text_of(key));
        verified = true;
    }
    if (!verified) return wrong("has no signature by the key " + text_of(key));
    return std::string(text);
}

std::string text_of(const Checkpoint& checkpoint) {
    return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
           base64(checkpoint.root) + "\n";
}

tl::expected<Checkpoint, Violation> read_checkpoint(std::string_view text) {
    const auto lines = text::split(text, '\n');
    if (lines.size() < 4 || lines[0].empty()) return wrong("is not a checkpoint of a log");
    const auto size = text::to_int(lines[1]);
    const auto root = from_base64(lines[2]);
    if (!size || *size < 0 || std::to_string(*size) != lines[1])
        return wrong("states no size of the log in its second line");
    if (!root || root->size() != tree_hash_bytes)
        return wrong("states no hash of the log in its third line");
    return Checkpoint{
        .origin = std::string(lines[0]), .size = static_cast<std::uint64_t>(*size), .root = *root};
}

tl::expected<Checkpoint, Violation> open_checkpoint(std::string_view note, const NoteKey& key) {
    const auto text = open_note(note, key);
    if (!text) return tl::unexpected(text.error());
    auto checkpoint = read_checkpoint(*text);
    if (checkpoint && checkpoint->origin != key.name)
        return wrong("is of the log " + text::cut(checkpoint->origin, 100) + ", not of " +
                     key.name);
    return checkpoint;
}

}  // namespace lem::domain
