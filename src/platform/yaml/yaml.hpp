#pragma once
/// Reads YAML as a syntax for JSON: a document becomes a DOM plus the place of every node, so that
/// violations can state FILE:LINE:COLUMN. Aliases, anchors, tags and merge keys are rejected.

#include "schema/json.hpp"

#include <map>

namespace lem::yaml {

struct Place {
    int line = 1;
    int column = 1;
};

struct Document {
    schema::json value;
    std::map<std::string, Place> places;  // by JSON pointer
};

tl::expected<Document, Violations> parse(std::string_view text);

/// "FILE:LINE:COLUMN: /pointer message" for each. A missing field is placed at its parent.
std::vector<std::string> describe(const Violations& violations, const Document& document,
                                  const std::string& file);

/// A document as YAML that parse() reads back as the same value: objects and lists in blocks,
/// strings without quotes if they remain strings.
std::string to_text(const schema::json& value);

}  // namespace lem::yaml
