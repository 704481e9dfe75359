#pragma once
/// A program of the tests that Node.js runs: it prints the address that it listens on, and ends
/// with the object.

#include "platform/http/client.hpp"
#include "platform/process/process.hpp"
#include "schema/json.hpp"
#include "support/folder.hpp"

#include <thread>

namespace lem::test {

class NodeProgram {
public:
    /// `script` is below tests/.
    explicit NodeProgram(const std::string& script, const std::vector<std::string>& arguments = {})
        : log_(folder_.path() / "log"), process_(command(script, arguments), log_) {
        constexpr int looks = 1'500;  // for a minute: Node.js may have to be installed
        for (int look = 0; look < looks && address_.empty() && !process_.poll(); ++look) {
            std::this_thread::sleep_for(std::chrono::milliseconds(40));
            address_ = printed_address();
        }
        if (address_.empty())
            throw Error(ErrorCode::internal,
                        script + " did not start: " + process::last_lines(log_, 20));
    }

    const std::string& address() const { return address_; }

    http::ClientResponse get(const std::string& path) const {
        return http::fetch({.url = address_ + path});
    }
    schema::json post(const std::string& path, const schema::json& body) const {
        const auto answer =
            http::fetch({.method = "POST", .url = address_ + path, .body = body.dump()});
        return schema::parse(answer.body).value();
    }

private:
    static std::vector<std::string> command(const std::string& script,
                                            const std::vector<std::string>& arguments) {
        const std::string root = LEM_SOURCE_DIR;
        std::vector<std::string> words{"bash", "-c", "PATH=\"$(\"$0\"):$PATH\" exec node \"$@\"",
                                       root + "/tools/node-folder", root + "/tests/" + script};
        words.insert(words.end(), arguments.begin(), arguments.end());
        return words;
    }
    std::string printed_address() const {
        std::ifstream stream(log_);
        for (std::string line; std::getline(stream, line);) {
            if (line.starts_with("http://") && !stream.eof()) return line;
        }
        return {};
    }

    const Folder folder_;
    const std::filesystem::path log_;
    process::Process process_;
    std::string address_;
};

}  // namespace lem::test
