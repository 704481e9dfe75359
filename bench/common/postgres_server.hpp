#pragma once
#include "platform/process/process.hpp"

#include <filesystem>
#include <memory>

namespace lem::bench {

/// A throw-away server on a socket in a folder of its own.
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
