#pragma once
/// A row as the database stores it, and as it is shown: with the current names of its account,
/// model and device. Pure; does not throw.

#include "domain/board/leaderboard.hpp"

namespace lem::domain {

/// What is joined when a row is shown. Without a name of the model or the device the submitted one
/// stays.
struct ShownNames {
    std::string owner;
    std::optional<std::string> model;
    std::optional<std::string> hardware;
    bool is_signed = false;      // by a key of the owner
    bool is_reproduced = false;  // by another account, on other devices
};

/// Reads a row stored by this or another version of lem: unknown members are ignored, missing ones
/// have their defaults. Returns nullopt when the text is damaged.
std::optional<LeaderboardRow> read_stored_row(std::string_view row_json);
void join_names(LeaderboardRow& row, const ShownNames& names);

}  // namespace lem::domain
