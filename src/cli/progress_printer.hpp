#pragma once
/// Prints the progress of an experiment: a line on standard error, or JSON on standard output.

#include "domain/experiment/progress.hpp"

#include <mutex>

namespace lem::cli {

enum class ProgressFormat {
    line,  // redrawn in a terminal; elsewhere one line per stage
    jsonl  // domain::Progress as one JSON object per line
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
    bool open_ = false;  // true: the last line is unfinished
    std::string last_stage_;

    static bool is_terminal();
};

}  // namespace lem::cli
