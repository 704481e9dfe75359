#include "cli/progress_printer.hpp"

#include "base/figures.hpp"
#include "cli/tell.hpp"
#include "schema/write.hpp"

#include <unistd.h>

namespace lem::cli {
namespace {

std::string stage_in_words(const domain::Progress& progress) {
    if (progress.stage == domain::Stage::cycle)
        return fmt::format("cycle {}/{}", progress.cycle, progress.cycles);
    std::string words(schema::name_of(progress.stage));
    std::ranges::replace(words, '_', '-');
    return words;
}

void print_object(const domain::Progress& progress) {
    try {
        fmt::print("{}\n", schema::to_text(progress));
        std::fflush(stdout);
    } catch (const std::system_error&) {
        // A closed pipe does not end a measurement.
    }
}

}  // namespace

bool ProgressPrinter::is_terminal() {
    return isatty(STDERR_FILENO) == 1;
}

ProgressPrinter::~ProgressPrinter() {
    if (open_) tell("\n");
}

void ProgressPrinter::show(const domain::Progress& progress) {
    const std::lock_guard lock(mutex_);
    if (format_ == ProgressFormat::jsonl)
        print_object(progress);
    else
        show_line(progress);
}

void ProgressPrinter::show_line(const domain::Progress& progress) {
    if (progress.message) {
        tell("{}{}\n", terminal_ ? "\r\033[K" : "", *progress.message);
        open_ = false;
        return;
    }
    const std::string stage = stage_in_words(progress);
    std::string line = fmt::format("{:<10} {:>4.0f} s", stage, progress.elapsed_s);
    if (progress.tokens_per_sec)
        line += fmt::format("  {} tok/s", figures::shown(progress.tokens_per_sec));
    if (progress.watts) line += fmt::format("  {} W", figures::shown(progress.watts));
    if (progress.tokens_per_joule)
        line += fmt::format("  {} tok/J", figures::shown(progress.tokens_per_joule));
    if (progress.stage != domain::Stage::done)
        line += fmt::format("  about {:.0f} s left", progress.remaining_s);
    if (terminal_)
        tell("\r\033[K{}", line);
    else if (stage != last_stage_)
        tell("{}\n", line);
    open_ = terminal_;
    last_stage_ = stage;
}

}  // namespace lem::cli
