#pragma once
/// Finds functions and classes in C++ and TypeScript by their braces, which is enough to measure
/// their length without a compiler.

#include <string>
#include <string_view>
#include <vector>

namespace lem::test {

struct Block {
    enum class Kind { function, type, other } kind = Kind::other;
    int line = 0;   // of its opening brace
    int lines = 0;  // between its braces
};

/// The text with comments and literals replaced by spaces; line ends are kept.
std::string without_literals(std::string_view source, bool typescript);

/// Every function, including lambdas, and every class or struct. In TypeScript the callbacks of
/// `describe` are excluded: a list of tests is not a function.
std::vector<Block> blocks_of(std::string_view source, bool typescript);

}  // namespace lem::test
