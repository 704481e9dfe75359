#pragma once
/// The door from a test to the stub library.

#include "support/stub_nvml.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <string>

namespace lem::test {

class StubNvmlLibrary {
public:
    StubNvmlLibrary() : handle_(dlopen(path().c_str(), RTLD_NOW | RTLD_LOCAL)) {
        EXPECT_NE(handle_, nullptr) << dlerror();
    }
    ~StubNvmlLibrary() { dlclose(handle_); }
    StubNvmlLibrary(const StubNvmlLibrary&) = delete;
    StubNvmlLibrary& operator=(const StubNvmlLibrary&) = delete;

    static std::string path() { return LEM_BINARY_DIR "/tests/libnvidia-ml.so.1"; }
    void play(const StubNvml& script) const {
        reinterpret_cast<void (*)(const StubNvml*)>(dlsym(handle_, "stub_nvml_play"))(&script);
    }

private:
    void* handle_;
};

}  // namespace lem::test
