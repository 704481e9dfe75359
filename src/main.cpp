#include "cli/run.hpp"

int main(int argc, char** argv) {
    return lem::cli::run(argc, argv);
}
