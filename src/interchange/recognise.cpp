#include "interchange/recognise.hpp"

#include <algorithm>

namespace lem::interchange {

bool has_keys(const Sample& sample, std::initializer_list<std::string_view> keys) {
    if (sample.document == nullptr || !sample.document->is_object()) return false;
    return std::ranges::all_of(
        keys, [&](std::string_view key) { return sample.document->contains(key); });
}

}  // namespace lem::interchange
