#pragma once
/// The folder of a result: result.json, requests.jsonl, power.csv, engine.log, config.json,
/// environment.json and the manifest, which is written last: a folder without it is not whole. One
/// that was made and got nothing goes with the object.

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

    /// Of a phase. Returns a line for the user where there was no room for them.
    std::optional<std::string> add_requests(std::span<const Exchange> exchanges);
    /// Paths below it appear in the log as names only.
    void hide_folder(std::string folder) { private_folders_.push_back(std::move(folder)); }
    void set_power_csv(std::string csv) { power_csv_ = std::move(csv); }
    /// Before anything is measured: takes the room that the result will need, so that a disk which
    /// fills meanwhile does not cost it. Throws Error(storage_full) where there is not as much,
    /// std::filesystem::filesystem_error where the folder cannot be made.
    void prepare();
    /// While the engine still runs, so that what was measured outlives the program: everything but
    /// the log, into which the engine writes. The room that was taken stays taken. Throws as write.
    void write_so_far(domain::Result& result);
    /// Fills in the result's file references and checks, then writes everything. Throws
    /// Error(storage_full).
    void write(domain::Result& result);
    /// The requests alone, for a run that has no result. Throws Error(storage_full).
    void write_requests();

private:
    void put_result(domain::Result& result);
    /// Hands a file's content to its argument, in pieces.
    using Content = std::function<void(const std::function<void(std::string_view)>& write)>;

    Content requests() const;
    static domain::FileReference reference_of(const std::string& name, const Content& content);
    void release();
    void put(const std::string& name, const Content& content);
    void put(const std::string& name, const std::string& content);

    std::filesystem::path path_;
    bool made_ = false;  // the folder, by us
    int reserve_ = -1;   // a file without a name: however the program ends, its room is given back
    RequestLog requests_;
    std::string power_csv_;
    std::vector<std::string> private_folders_;
    domain::Manifest manifest_;
};

}  // namespace lem::measure
