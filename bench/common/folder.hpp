#pragma once
#include "base/error.hpp"

#include <cstdlib>
#include <filesystem>

namespace lem::bench {

/// A scratch folder that goes when the benchmark ends.
class Folder {
public:
    Folder() {
        path_ = (std::filesystem::temp_directory_path() / "lem-bench-XXXXXX").string();
        if (mkdtemp(path_.data()) == nullptr)
            throw Error(ErrorCode::storage_full, "No temporary folder can be made.");
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::filesystem::path path() const { return path_; }

private:
    std::string path_;
};

}  // namespace lem::bench
