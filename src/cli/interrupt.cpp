#include "cli/interrupt.hpp"

#include <csignal>
#include <unistd.h>

namespace lem::cli {
namespace {

void on_interrupt(int) {
    if (interrupted.exchange(true)) _exit(exit_interrupted);
}

}  // namespace

void catch_interrupts() {
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
    if (std::signal(SIGHUP, on_interrupt) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);  // nohup
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a write beyond `ulimit -f` fails as one on a full disk does
}

}  // namespace lem::cli
