#pragma once
/// An error in an input and its place: how every reader of outside data reports errors.

#include <string>
#include <vector>

namespace lem {

struct Violation {
    std::string pointer;  // RFC 6901 JSON pointer; "" is the document
    std::string
        message;  // completes the sentence "<pointer> ...": "must be a number, found a string"
};
using Violations = std::vector<Violation>;

}  // namespace lem
