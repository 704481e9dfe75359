#pragma once
/// Base64 with padding (RFC 4648), as PEM, DSSE and signed notes use it; text::base64url is the
/// other alphabet. Pure; does not throw.

#include <optional>
#include <string>
#include <string_view>

namespace lem {

std::string base64(std::string_view bytes);

/// Accepts both alphabets, with or without padding. nullopt for any other character, padding in the
/// middle, an impossible length, or bits after the last byte that are not zero.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace lem
