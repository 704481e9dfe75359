#pragma once
/// A shared library that is loaded while the program runs, its functions found by name: lem builds
/// and runs without the drivers' files.

#include <optional>
#include <string>

namespace lem::power {

class DynamicLibrary {
public:
    /// `name` is a path, or a file name that the loader looks for.
    explicit DynamicLibrary(const std::string& name);
    ~DynamicLibrary();
    DynamicLibrary(const DynamicLibrary&) = delete;
    DynamicLibrary& operator=(const DynamicLibrary&) = delete;

    bool loaded() const { return handle_ != nullptr; }
    /// The name that the library bears inside (DT_SONAME), whatever the file is called.
    std::optional<std::string> soname() const;
    /// Null when there is none of that name.
    template <class Signature>
    Signature* function(const char* name) const {
        return reinterpret_cast<Signature*>(address_of(name));
    }

private:
    void* address_of(const char* name) const;
    void* handle_;
};

}  // namespace lem::power
