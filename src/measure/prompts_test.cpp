#include "measure/prompts.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <unistd.h>

namespace lem::measure {
namespace {

namespace fs = std::filesystem;

TEST(Prompts, BuiltInOnesAreManyAndDiffer) {
    const auto prompts = load_prompts({}, ".");
    EXPECT_GE(prompts.size(), 40U);
    EXPECT_EQ(std::set(prompts.begin(), prompts.end()).size(), prompts.size());
    std::set<std::string> beginnings;
    for (const std::string& prompt : prompts)
        beginnings.insert(prompt.substr(0, 12));
    EXPECT_GT(beginnings.size(), prompts.size() / 2) << "a shared beginning is a shared prefix";
}

TEST(Prompts, PlanIsFixedByItsSeed) {
    domain::Workload workload;
    workload.seed = 7;
    const PlannedPrompt first = plan_prompt(workload, 48, 2, 13),
                        again = plan_prompt(workload, 48, 2, 13);
    EXPECT_EQ(first.prompt, again.prompt);
    EXPECT_EQ(first.salt, again.salt);
    workload.seed = 8;
    EXPECT_NE(plan_prompt(workload, 48, 2, 13).salt, first.salt);
}

TEST(Prompts, NoTwoRequestsBeginAlikeUnlessThePrefixCacheIsWanted) {
    domain::Workload workload;
    std::set<std::string> salts;
    for (int cycle = 0; cycle < 4; ++cycle) {
        for (int i = 0; i < 500; ++i)
            salts.insert(plan_prompt(workload, 48, cycle, i).salt);
    }
    EXPECT_EQ(salts.size(), 2000U);
    workload.prefix_cache = true;
    EXPECT_EQ(plan_prompt(workload, 48, 1, 1).salt, "");
}

TEST(Prompts, SyntheticOnesHaveAboutTheAskedLength) {
    domain::Workload workload;
    workload.prompts = domain::PromptSource::synthetic;
    workload.input_tokens = 300;
    const auto prompts = load_prompts(workload, ".");
    const auto words = std::count(prompts[0].begin(), prompts[0].end(), ' ') + 1;
    EXPECT_NEAR(static_cast<double>(words), 300, 15);
    EXPECT_NE(prompts[0], prompts[1]);
}

TEST(Prompts, FilesAndTheirFaults) {
    const test::Folder scratch;
    const fs::path& folder = scratch.path();
    const auto from = [&](const std::string& file, const std::string& text) {
        std::ofstream(folder / file) << text;
        domain::Workload workload;
        workload.prompts = domain::PromptSource::file;
        workload.file = file;
        return load_prompts(workload, folder);
    };
    EXPECT_EQ(from("a.txt", "one\n\ntwo\n"), (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(from("a.jsonl", "{\"prompt\":\"one\"}\n{\"prompt\":\"two\",\"id\":1}\n"),
              (std::vector<std::string>{"one", "two"}));
    EXPECT_THROW(from("b.txt", "\n \n"), Error);
    try {
        from("b.jsonl", "{\"prompt\":\"one\"}\n{\"text\":\"two\"}\n");
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("b.jsonl:2: "), std::string::npos) << error.message();
    }
    domain::Workload missing;
    missing.prompts = domain::PromptSource::file;
    EXPECT_THROW(load_prompts(missing, folder), Error);
}

}  // namespace
}  // namespace lem::measure
