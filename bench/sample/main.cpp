/// Prints a result document that passes every check, for the benchmark scripts.

#include "schema/write.hpp"
#include "support/sample_result.hpp"

int main() {
    std::puts(lem::schema::to_text(lem::test::sample_result()).c_str());
}
