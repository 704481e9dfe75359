#include "cli/usage_error.hpp"

#include <gtest/gtest.h>

namespace lem::cli {
namespace {

TEST(UsageError, NamesTheArgumentAndWhatWasProbablyMeant) {
    struct Case {
        std::vector<std::string> words;
        std::string said;
    };
    const std::vector<Case> cases{
        {{"measure", "x", "--outptu", "y"},
         "lem: unknown option --outptu; did you mean --output? lem measure --help shows what it "
         "takes.\n"},
        {{"measure", "x", "--colour=red"},
         "lem: unknown option --colour. lem measure --help shows what it takes.\n"},
        {{"measure", "x", "y"},
         "lem: unexpected argument \"y\". lem measure --help shows what it takes.\n"},
        {{"measure"}, "lem: target is required. lem measure --help shows what it takes.\n"},
    };
    for (const auto& [words, said] : cases) {
        CLI::App app("", "lem");
        std::string target, output;
        auto* command = app.add_subcommand("measure");
        command->add_option("target", target)->required();
        command->add_option("-o,--output", output);
        std::vector<std::string> reversed(words.rbegin(), words.rend());
        try {
            app.parse(reversed);
            ADD_FAILURE() << said;
        } catch (const CLI::Error& error) {
            EXPECT_EQ(usage_error(&app, error), said);
        }
    }
}

}  // namespace
}  // namespace lem::cli
