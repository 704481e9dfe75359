#pragma once
/// Text to DOM with limits: depth, number of values, text length, duplicate keys, UTF-8. Does not
/// throw.

#include "schema/record.hpp"

#include <tl/expected.hpp>

namespace lem::schema {

/// A syntax error carries line and column in its message; a limit names the limit.
tl::expected<json, Violations> parse(std::string_view text);

/// What a JSON value is called in messages: "a string", "an object".
std::string_view kind_of(const json& value);

}  // namespace lem::schema
