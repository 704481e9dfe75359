#pragma once
/// A scratch folder that is removed with the object, for tests and benchmarks.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace lem::test {

class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "lem-test-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) {
            std::perror(name.c_str());
            std::abort();
        }
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    /// Writes a file, with the folders above it.
    std::filesystem::path put(const std::filesystem::path& name, const std::string& text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::trunc) << text;
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

}  // namespace lem::test
