#pragma once
/// Answers to anonymous callers that depend on nothing but the address, the coding and the topics
/// of their route: kept until one of these topics changes. One for each event thread, so there is
/// no lock.

#include "platform/http/server/prepared_answer.hpp"

#include <unordered_map>
#include <vector>

namespace lem::http {

class AnswerCache {
public:
    /// The values of the route's topics.
    using Version = std::vector<std::uint64_t>;

    /// Null when it is not held for this version.
    std::shared_ptr<const PreparedAnswer> find(const Version& version, const std::string& key);
    /// Not kept when it is large. Everything is forgotten when the whole grows too large.
    void keep(Version version, std::string key, std::shared_ptr<const PreparedAnswer> answer);

    /// Answers to requests with equal keys are equal.
    static std::string key_of(const Request& request);

private:
    struct Kept {
        Version version;
        std::shared_ptr<const PreparedAnswer> answer;
        std::size_t bytes;
    };

    std::size_t bytes_ = 0;
    std::unordered_map<std::string, Kept> answers_;
};

}  // namespace lem::http
