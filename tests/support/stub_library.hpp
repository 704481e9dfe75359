#pragma once
/// Access from a test to the stub libraries.

#include "support/stub_amdsmi.hpp"
#include "support/stub_nvml.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <string>

namespace lem::test {

template <class Script>
class StubLibrary {
public:
    StubLibrary(std::string path, const char* play)
        : path_(std::move(path)), handle_(dlopen(path_.c_str(), RTLD_NOW | RTLD_LOCAL)) {
        EXPECT_NE(handle_, nullptr) << dlerror();
        play_ = reinterpret_cast<void (*)(const Script*)>(dlsym(handle_, play));
    }
    ~StubLibrary() { dlclose(handle_); }
    StubLibrary(const StubLibrary&) = delete;
    StubLibrary& operator=(const StubLibrary&) = delete;

    const std::string& path() const { return path_; }
    void play(const Script& script) const { play_(&script); }

private:
    std::string path_;
    void* handle_;
    void (*play_)(const Script*);
};

struct StubNvmlLibrary : StubLibrary<StubNvml> {
    StubNvmlLibrary() : StubLibrary(LEM_BINARY_DIR "/tests/libnvidia-ml.so.1", "stub_nvml_play") {}
};

/// ABI 24, 25 or 26; 27 is an unknown version.
struct StubAmdsmiLibrary : StubLibrary<StubAmdsmi> {
    explicit StubAmdsmiLibrary(int abi = 26)
        : StubLibrary(LEM_BINARY_DIR "/tests/libamd_smi.so." + std::to_string(abi),
                      "stub_amdsmi_play") {}
};

}  // namespace lem::test
