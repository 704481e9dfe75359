#pragma once
#include "platform/process/process.hpp"

#include <filesystem>
#include <memory>

namespace lem::bench {

/// A temporary server on a socket in its own folder.
class PostgresServer {
public:
    explicit PostgresServer(const std::filesystem::path& folder);
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    const std::string& url() const { return url_; }

private:
    std::string url_;
    std::unique_ptr<process::Process> process_;
};

}  // namespace lem::bench
