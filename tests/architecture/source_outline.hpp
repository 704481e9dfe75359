#pragma once
/// Where functions and classes begin and end in C++ and TypeScript, by their braces: enough to
/// measure how long they are, without a compiler.

#include <string>
#include <string_view>
#include <vector>

namespace lem::test {

struct Block {
    enum class Kind { function, type, other } kind = Kind::other;
    int line = 0;   // of its brace
    int lines = 0;  // between its braces
};

/// The text with comments and literals as spaces; line ends stay.
std::string without_literals(std::string_view source, bool typescript);

/// Every function, lambdas included, and every class or struct. In TypeScript the callbacks of
/// `describe` are none: a list of tests is not a function.
std::vector<Block> blocks_of(std::string_view source, bool typescript);

}  // namespace lem::test
