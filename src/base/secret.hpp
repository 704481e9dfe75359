#pragma once
/// A text that must be shown nowhere: not in logs, problem documents or the list of processes.

#include <string>

namespace lem {

/// A type of its own, so that it goes where it is meant to go only.
struct Secret {
    std::string text;
};

}  // namespace lem
