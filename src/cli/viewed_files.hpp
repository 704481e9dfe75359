#pragma once
/// Keeps a private view at what its files hold: reads new and changed files, publishes their
/// results in this process, and withdraws those of files that changed or are gone. A file that
/// cannot be read keeps its results until it has been left alone for a moment: someone may be
/// writing it. `refresh` is for one thread; `state` and `files_of` are
/// for any.

#include "cli/view_publisher.hpp"

#include <mutex>
#include <set>

namespace lem::cli {

struct ViewLimits {
    std::size_t entries_max = 100'000;       // files and folders below each folder that was named
    std::size_t publications_max = 200'000;  // of results since the start: each takes memory
};

class ViewedFiles final : private UnitVisitor {
public:
    /// `scratch` is a folder for temporary files. `stopped` ends a refresh early.
    ViewedFiles(app::Service& service, ImportOptions options, std::filesystem::path scratch,
                const std::atomic<bool>& stopped, const ViewLimits& limits = {});

    /// Looks at all files once. `enter` is called with each folder before it is read, and `advance`
    /// now and then while many files are read. True if some must be looked at again soon. Throws
    /// Error when the database fails.
    bool refresh(const std::function<void(const std::filesystem::path&)>& enter,
                 const std::function<void()>& advance);
    pages::PrivateView state() const;
    pages::ResultFiles files_of(const std::string& id) const { return {publisher_.files_of(id)}; }
    /// What the last refresh could not read, and the one before could.
    const std::vector<pages::UnreadableFile>& newly_unreadable() const { return news_; }

private:
    struct Shown {
        std::string content;  // as in ViewedDocument, like the file
        std::string id;       // of the result
        std::string file;
    };
    /// What is known of a unit.
    struct Known {
        std::vector<files::FileStamp> stamps;  // as it was last read; empty: to be read again
        std::vector<Shown> shown;
        std::vector<pages::UnreadableFile> unreadable;
        std::size_t other_files = 0;
        std::uint64_t refresh = 0;  // that last found it
        bool lacks_run = false;     // another file's run has the id of one of its runs
    };
    using Item = ViewPublisher::Item;

    void found(std::size_t files) override;
    bool needs(const ViewUnit& unit) override;
    void take(ViewUnit unit) override;
    void unreadable(pages::UnreadableFile file) override;
    void left_out(std::string what) override;

    void finish_batch();
    std::vector<UnitDocuments> read_batch() const;
    void plan(std::size_t unit, UnitDocuments read, std::vector<Item>& items);
    bool may_publish();
    void take_published(Item& item);
    void release(const Shown& shown, const std::string& why);
    void forget_missing();
    bool reads_again_what_lacked();
    std::vector<files::FileStamp> stamps_with_options(std::vector<files::FileStamp> stamps) const;
    void summarise();

    app::Service& service_;
    const ImportOptions options_;
    const std::filesystem::path scratch_;
    const std::atomic<bool>& stopped_;
    const ViewLimits limits_;
    const unsigned threads_;
    ViewPublisher publisher_;
    std::function<void()> advance_;

    std::map<std::string, Known> known_;  // by the unit's name
    std::vector<ViewUnit> batch_;
    std::uint64_t batch_bytes_ = 0;
    std::uint64_t refresh_ = 0;
    std::size_t publications_ = 0;
    bool look_again_ = false, released_ = false, complete_ = true;
    std::vector<pages::UnreadableFile> places_unreadable_, news_;
    std::set<std::string> reported_;  // what is unreadable, file and message
    std::optional<std::string> left_out_;
    std::size_t files_found_ = 0, files_done_ = 0;

    mutable std::mutex state_mutex_;
    pages::PrivateView state_;
};

}  // namespace lem::cli
