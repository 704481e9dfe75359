#pragma once
/// The name of a model or of hardware as a part of an address: /models/Qwen~Qwen3-8B,
/// /hardware/2_x_NVIDIA_H100_PCIe_80GB. Reversible, so that every shown name has one page, whether
/// the catalogue knows it or not; of characters that neither browsers nor proxies rewrite. The web
/// application writes it alike (web/src/shared/lib/page-id.ts). Pure.

#include <optional>
#include <string>
#include <string_view>

namespace lem::domain {

/// Letters, digits, "-" and "." stay; a space is "_", a slash "~", an underscore "!_", and each
/// byte of anything else "!" and two hexadecimal digits.
std::string page_id(std::string_view name);

/// The name that has this id; nullopt if it ends within an escape.
std::optional<std::string> name_of_page(std::string_view id);

}  // namespace lem::domain
