#pragma once
/// The user's private keys: NAME.pem in one folder, readable by the user alone. No function here
/// prints or sends a private key. Thread-safe.

#include "base/clock.hpp"
#include "base/id.hpp"
#include "domain/signing/public_key.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace lem::client {

struct SigningKey {
    std::string name;
    std::string created_at;  // empty: the file does not say
    std::string seed;

    domain::PublicKey public_key() const { return domain::public_key_of(seed); }
};

class KeyFolder {
public:
    explicit KeyFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// Throws Error(bad_request) for a name that is not one of a file, Error(conflict) if there is
    /// such a key, and Error(unavailable) when it cannot be written.
    SigningKey create(const std::string& name, const Clock& clock, RandomSource& random) const;
    /// In the order of their names. Throws as `named` does.
    std::vector<SigningKey> list() const;
    /// Throws Error(not_found) without such a key, Error(forbidden) when others can read its file,
    /// and Error(invalid) when it holds no key.
    SigningKey named(const std::string& name) const;
    /// The key to sign with: the named one, or the only one; nullopt if there is none. Throws
    /// Error(bad_request) when there are several and none is named.
    std::optional<SigningKey> chosen(const std::string& name) const;

private:
    std::filesystem::path file_of(const std::string& name) const;

    std::filesystem::path folder_;
};

}  // namespace lem::client
