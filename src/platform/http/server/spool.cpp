#include "platform/http/server/spool.hpp"

#include "base/error.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace lem::http {
namespace {

[[noreturn]] void fail() {
    const int reason = errno;
    const bool full = reason == ENOSPC || reason == EDQUOT;
    throw Error(full ? ErrorCode::storage_full : ErrorCode::internal,
                full ? "The server's disk is full; nothing was stored. Try again later."
                     : "The upload could not be stored.")
        .because(std::strerror(reason));
}

}  // namespace

Spool::Spool(const std::filesystem::path& folder) {
    std::string name = (folder / "upload-XXXXXX").string();
    descriptor_ = mkstemp(name.data());
    if (descriptor_ < 0) fail();
    body_ = std::make_unique<SpooledBody>(name);
}

Spool::~Spool() {
    if (descriptor_ >= 0) close(descriptor_);
}

void Spool::append(std::string_view bytes) {
    hash_.update(bytes);
    body_->size_bytes += bytes.size();
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail();
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::unique_ptr<SpooledBody> Spool::finish() {
    body_->sha256 = hash_.finish_hex();
    return std::move(body_);
}

}  // namespace lem::http
