#pragma once
/// The tokens that `lem login` keeps, one for each server, in a file that only its owner may read.
/// Safe beside other processes: the file is replaced as a whole. Not thread-safe.

#include "base/clock.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lem::client {

/// The token of one server.
struct KeptLogin {
    std::string server;
    std::string account;
    std::string token;
    std::optional<std::string> expires_at;
};

class CredentialsFile {
public:
    explicit CredentialsFile(std::filesystem::path path) : path_(std::move(path)) {}

    const std::filesystem::path& path() const { return path_; }

    /// Empty without a file. Throws Error(bad_request) for a file that cannot be read or that other
    /// users may read, with what to do.
    std::vector<KeptLogin> all() const;
    std::optional<KeptLogin> find(const std::string& server) const;
    /// In place of an earlier one of the same server. Durable when it returns.
    void keep(const KeptLogin& login) const;
    /// False if there was none.
    bool forget(const std::string& server) const;

private:
    void write(const std::vector<KeptLogin>& logins) const;

    const std::filesystem::path path_;
};

}  // namespace lem::client
