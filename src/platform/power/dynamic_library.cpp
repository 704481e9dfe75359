#include "platform/power/dynamic_library.hpp"

#include <dlfcn.h>
#include <link.h>

namespace lem::power {

DynamicLibrary::DynamicLibrary(const std::string& name)
    : handle_(dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL)) {}

DynamicLibrary::~DynamicLibrary() {
    if (handle_ != nullptr) dlclose(handle_);
}

void* DynamicLibrary::address_of(const char* name) const {
    return handle_ == nullptr ? nullptr : dlsym(handle_, name);
}

std::optional<std::string> DynamicLibrary::soname() const {
    link_map* map = nullptr;
    if (handle_ == nullptr || dlinfo(handle_, RTLD_DI_LINKMAP, &map) != 0) return std::nullopt;
    const char* strings = nullptr;
    std::optional<std::size_t> offset;
    for (const ElfW(Dyn)* entry = map->l_ld; entry->d_tag != DT_NULL; ++entry) {
        if (entry->d_tag == DT_STRTAB) strings = reinterpret_cast<const char*>(entry->d_un.d_ptr);
        if (entry->d_tag == DT_SONAME) offset = entry->d_un.d_val;
    }
    if (strings == nullptr || !offset) return std::nullopt;
    return std::string(strings + *offset);
}

}  // namespace lem::power
