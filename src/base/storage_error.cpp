#include "base/storage_error.hpp"

#include <cerrno>
#include <cstring>

namespace lem {

Error storage_error(int reason, const std::string& what) {
    const auto error = [&](ErrorCode code, const std::string& why) {
        return Error(code, what + " could not be stored" + why).because(std::strerror(reason));
    };
    switch (reason) {
        case ENOSPC:
        case EDQUOT:
            return error(ErrorCode::storage_full,
                         ": the server's disk is full. Nothing was stored; try again later.");
        case ENOMEM:
            return error(ErrorCode::unavailable,
                         ": the server is out of memory. Try again in a moment.");
        case EMFILE:
        case ENFILE:
            return error(ErrorCode::unavailable,
                         ": the server has too many open files. Try again in a moment.");
        default:
            return error(ErrorCode::internal, "; the server's log says why.");
    }
}

}  // namespace lem
