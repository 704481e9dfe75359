#pragma once
/// Public answers that depend on nothing but the address, the coding and the data: kept until the
/// data's version changes. One for each event thread, so there is no lock.

#include "platform/http/server/prepared_answer.hpp"

#include <unordered_map>

namespace lem::http {

class AnswerCache {
public:
    /// Null when it is not held for this version of the data. All that is older is forgotten.
    std::shared_ptr<const PreparedAnswer> find(std::uint64_t data_version, const std::string& key);
    /// Not kept when it is large. Everything is forgotten when the whole grows too large.
    void keep(std::uint64_t data_version, std::string key,
              std::shared_ptr<const PreparedAnswer> answer);

    /// Answers to requests with equal keys are equal.
    static std::string key_of(const Request& request);

private:
    void move_to(std::uint64_t data_version);

    std::uint64_t data_version_ = 0;
    std::size_t bytes_ = 0;
    std::unordered_map<std::string, std::shared_ptr<const PreparedAnswer>> answers_;
};

}  // namespace lem::http
