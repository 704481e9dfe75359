#pragma once
/// An upload on its way to disk: one file, hashed as it grows. One thread at a time.

#include "base/hash.hpp"
#include "platform/http/api/message.hpp"

namespace lem::http {

class Spool {
public:
    /// Throws Error(storage_full) or Error(internal) when the file cannot be made; append too.
    explicit Spool(const std::filesystem::path& folder);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    void append(std::string_view bytes);
    std::unique_ptr<SpooledBody> finish();

private:
    int descriptor_ = -1;
    Sha256 hash_;
    std::unique_ptr<SpooledBody> body_;
};

}  // namespace lem::http
