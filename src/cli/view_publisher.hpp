#pragma once
/// The results that a private view shows: published in this process by the path that `lem submit`
/// takes, and withdrawn when the last file that holds them is gone. For one thread, but for
/// `files_of`.

#include "app/service.hpp"
#include "cli/view_documents.hpp"

#include <atomic>
#include <map>
#include <mutex>

namespace lem::cli {

class ViewPublisher {
public:
    /// `scratch` is a folder for temporary files. `stopped` ends `publish` early.
    ViewPublisher(app::Service& service, std::filesystem::path scratch, unsigned threads,
                  const std::atomic<bool>& stopped);

    struct Item {
        ViewedDocument document;
        std::size_t unit = 0;                               // for the caller
        std::optional<std::string> id = {};                 // of the result
        std::optional<pages::UnreadableFile> refused = {};  // instead of it
        bool run_is_taken = false;                          // by a result with other measurements
    };
    /// Publishes on several threads. Runs with one id come one after another, in this order: the
    /// first has it. A document of a result that is shown already is the same result.
    void publish(std::vector<Item>& items);
    /// The file no longer holds the result. True if it was the last one; the result is then
    /// withdrawn. Throws Error when the database fails.
    bool release(const std::string& id, const std::string& file, const std::string& why);
    /// The files that hold a result, as text. Any thread may ask.
    std::vector<std::string> files_of(const std::string& id) const;

private:
    void publish_one(Item& item) const;
    std::string submit(std::string_view bytes) const;

    app::Service& service_;
    const std::filesystem::path scratch_;
    const unsigned threads_;
    const std::atomic<bool>& stopped_;
    const domain::Principal owner_;
    mutable std::mutex files_mutex_;
    std::map<std::string, std::vector<std::string>> files_;  // that hold a result, by its id
};

}  // namespace lem::cli
