#pragma once
/// Talking to a lem server, for the command line and (later) the worker. Throws Error with the
/// server's own words. Thread-safe.

#include "domain/board/leaderboard.hpp"

#include <filesystem>

namespace lem::client {

struct Credentials {
    std::string server = "http://127.0.0.1:8080";
    std::string token;
};

/// What will be sent, byte for byte.
struct Package {
    std::string bytes;
    std::string media_type;
    std::vector<std::string> contents;  // names and sizes, for people
};

/// Of a result folder (packed: what its manifest lists), a .lem bundle or a result.json. Packing is
/// repeatable: the same folder gives the same bytes, so a repeated submit finds its first receipt.
Package package_of(const std::filesystem::path& path);

struct Contents {
    std::string document;
    std::string requests_jsonl;
    Violations disagreements;  // of a bundle's files with its manifest
};
Contents read_result(const std::filesystem::path& path);

domain::Receipt submit(const Credentials& credentials, const Package& package);

}  // namespace lem::client
