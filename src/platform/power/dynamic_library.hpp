#pragma once
/// A shared library loaded at run time, with its functions found by name, so that lem builds and
/// runs without the drivers' files.

#include <optional>
#include <string>

namespace lem::power {

class DynamicLibrary {
public:
    /// `name` is a path, or a file name that the loader searches for.
    explicit DynamicLibrary(const std::string& name);
    ~DynamicLibrary();
    DynamicLibrary(const DynamicLibrary&) = delete;
    DynamicLibrary& operator=(const DynamicLibrary&) = delete;

    bool loaded() const { return handle_ != nullptr; }
    /// The name stored inside the library (DT_SONAME), whatever the file name.
    std::optional<std::string> soname() const;
    /// Null if there is no function of that name.
    template <class Signature>
    Signature* function(const char* name) const {
        return reinterpret_cast<Signature*>(address_of(name));
    }

private:
    void* address_of(const char* name) const;
    void* handle_;
};

}  // namespace lem::power
