#pragma once
/// How an experiment goes, for a person on standard error or for a program on standard output.

#include "domain/experiment/progress.hpp"

#include <fmt/format.h>
#include <mutex>
#include <system_error>

namespace lem::cli {

/// On standard error. Who reads it may be gone (a closed terminal): that ends no measurement.
template <class... T>
void tell(fmt::format_string<T...> format, T&&... values) {
    try {
        fmt::print(stderr, format, std::forward<T>(values)...);
    } catch (const std::system_error&) {
        // There is nobody to tell.
    }
}

enum class ProgressFormat {
    line,  // redrawn in a terminal, a new one for each stage elsewhere
    jsonl  // domain::Progress as JSON, one object a line
};

/// Thread-safe.
class ProgressPrinter {
public:
    explicit ProgressPrinter(ProgressFormat format) : format_(format) {}
    ~ProgressPrinter();
    ProgressPrinter(const ProgressPrinter&) = delete;
    ProgressPrinter& operator=(const ProgressPrinter&) = delete;

    void show(const domain::Progress& progress);

private:
    void show_line(const domain::Progress& progress);

    const ProgressFormat format_;
    std::mutex mutex_;
    const bool terminal_ = is_terminal();
    bool open_ = false;  // a line that has no end yet
    std::string last_stage_;

    static bool is_terminal();
};

}  // namespace lem::cli
