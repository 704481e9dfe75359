#pragma once
/// The folder of a result: result.json, requests.jsonl, power.csv, engine.log, config.json,
/// environment.json and the manifest, which is written last: a folder without it is incomplete. The
/// destructor removes a folder that is empty.

#include "measure/load/exchange.hpp"
#include "measure/run/request_log.hpp"

#include <span>

namespace lem::measure {

class ResultFolder {
public:
    explicit ResultFolder(std::filesystem::path path) : path_(std::move(path)), requests_(path_) {}
    ~ResultFolder();
    ResultFolder(const ResultFolder&) = delete;
    ResultFolder& operator=(const ResultFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

    /// Adds the requests of a phase. Returns a note for the user when there is no room for them.
    std::optional<std::string> add_requests(std::span<const Exchange> exchanges);
    /// In the log, paths below it are shortened to their last names.
    void hide_folder(std::string folder) { private_folders_.push_back(std::move(folder)); }
    void set_power_csv(std::string csv) { power_csv_ = std::move(csv); }
    /// Call it before anything is measured: reserves the disk space of the result, so that a disk
    /// that fills up meanwhile does not cost the result. Throws Error(storage_full) when there is
    /// too little, std::filesystem::filesystem_error when the folder cannot be created.
    void prepare();
    /// Writes everything but the log while the engine still runs, so that the measured cycles
    /// survive a crash of lem. The reservation stays. Throws as write.
    void write_so_far(domain::Result& result);
    /// Fills in the result's file references and checks, then writes everything. Throws
    /// Error(storage_full).
    void write(domain::Result& result);
    /// Writes the requests only, for a run without a result. Throws Error(storage_full).
    void write_requests();

private:
    void put_result(domain::Result& result);
    /// Passes a file's content to its argument, in pieces.
    using Content = std::function<void(const std::function<void(std::string_view)>& write)>;

    Content requests() const;
    static domain::FileReference reference_of(const std::string& name, const Content& content);
    void release();
    void put(const std::string& name, const Content& content);
    void put(const std::string& name, const std::string& content);

    std::filesystem::path path_;
    bool made_ = false;  // true: this object created the folder
    int reserve_ = -1;   // a file without a name: the kernel frees its space when the program ends
    RequestLog requests_;
    std::string power_csv_;
    std::vector<std::string> private_folders_;
    domain::Manifest manifest_;
};

}  // namespace lem::measure
