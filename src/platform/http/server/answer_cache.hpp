#pragma once
/// Answers to anonymous callers that depend only on the address, the coding and the topics of their
/// route: cached until one of these topics changes. One for each event thread, so there is no lock.

#include "platform/http/server/prepared_answer.hpp"

#include <unordered_map>
#include <vector>

namespace lem::http {

class AnswerCache {
public:
    /// The values of the route's topics.
    using Version = std::vector<std::uint64_t>;

    /// Null if it is not cached for this version.
    std::shared_ptr<const PreparedAnswer> find(const Version& version, const std::string& key);
    /// Large answers are not cached. The cache is cleared when it grows too large.
    void keep(Version version, std::string key, std::shared_ptr<const PreparedAnswer> answer);

    /// Answers to requests with equal keys are equal.
    static std::string key_of(const Request& request);

private:
    struct Kept {
        Version version;
        std::shared_ptr<const PreparedAnswer> answer;
        std::size_t bytes;
    };

    void clear();
    /// The same answer with its body in the file, from which sending it is cheaper.
    std::shared_ptr<const PreparedAnswer> in_file(std::shared_ptr<const PreparedAnswer> answer);

    std::size_t bytes_ = 0;
    std::unordered_map<std::string, Kept> answers_;
    std::shared_ptr<MemoryFile> file_;  // the newest; answers hold theirs
    std::size_t files_ = 0;             // since the cache was cleared
};

}  // namespace lem::http
