#include "base/version.hpp"

namespace lem {

std::string_view build() {
    return LEM_BUILD;
}

}  // namespace lem
