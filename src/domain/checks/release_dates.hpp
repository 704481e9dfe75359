#pragma once
/// The month in which a device, model or engine was first announced or published by its maker. A
/// measurement cannot be older. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace lem::domain {

enum class ReleaseKind { device, model, engine };

/// "2025-10". The longest known part of the name decides; case does not matter. For an engine, the
/// name, a space and the version ("vllm 0.11.2"). nullopt if no part is known.
std::optional<std::string_view> release_month(ReleaseKind kind, const std::string& name);

}  // namespace lem::domain
