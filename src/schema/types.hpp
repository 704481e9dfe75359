#pragma once
/// Types of members beside those of the standard library, and what a member's type is.

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace lem::schema {

/// An opaque identifier that cannot be mixed up with another kind: `using ResultId = Id<struct
/// ResultTag>`.
template <class Tag>
struct Id {
    std::string text;
    auto operator<=>(const Id&) const = default;
};

/// A value of a map whose keys are not ours: engine options, engine metadata.
using Scalar = std::variant<bool, std::int64_t, double, std::string>;

/// A range of numbers as written in filters: `5..10`, `5..`, `..10`, or `7` for exactly 7.
/// Inclusive.
struct Range {
    std::optional<double> minimum;
    std::optional<double> maximum;
    bool operator==(const Range&) const = default;
    bool holds(double value) const {
        return (!minimum || *minimum <= value) && (!maximum || value <= *maximum);
    }
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<std::map<std::string, T>> = true;
template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;

}  // namespace lem::schema
