#include "measure/workload/prompts.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "measure/workload/prompt_files.hpp"
#include "support/folder.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <unistd.h>

namespace lem::measure {
namespace {

namespace fs = std::filesystem;

const std::string& text_of(const Prompt& prompt) {
    return prompt.messages.at(0).content;
}

std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words;
    std::string word;
    for (const char byte : text::lower(text) + " ") {
        const auto code = static_cast<unsigned char>(byte);
        if (code >= 0x80 || std::isalnum(code) != 0)
            word += byte;
        else if (!word.empty())
            words.push_back(std::exchange(word, {}));
    }
    return words;
}

std::set<std::string> four_grams(const std::string& text) {
    const auto words = words_of(text);
    std::set<std::string> grams;
    for (std::size_t i = 3; i < words.size(); ++i)
        grams.insert(words[i - 3] + " " + words[i - 2] + " " + words[i - 1] + " " + words[i]);
    return grams;
}

TEST(BuiltinPrompts, AreManyAndOfManyLengths) {
    const auto prompts = load_prompts({}, ".");
    EXPECT_GE(prompts.size(), 500U);
    std::size_t short_ones = 0, long_ones = 0;
    for (const Prompt& prompt : prompts) {
        const std::size_t bytes = text_of(prompt).size();
        EXPECT_GT(bytes, 20U);
        short_ones += bytes < 120 ? 1 : 0;
        long_ones += bytes > 600 ? 1 : 0;
    }
    EXPECT_GT(short_ones, 150U);
    EXPECT_GE(long_ones, 25U);
}

TEST(BuiltinPrompts, NoTwoShareMoreThanHalfOfTheirFourGrams) {
    const auto prompts = load_prompts({}, ".");
    std::vector<std::set<std::string>> grams;
    std::map<std::string, std::vector<std::size_t>> holders;
    std::set<std::string> texts;
    for (const Prompt& prompt : prompts) {
        EXPECT_TRUE(texts.insert(text_of(prompt)).second) << text_of(prompt);
        for (const std::string& gram : grams.emplace_back(four_grams(text_of(prompt))))
            holders[gram].push_back(grams.size() - 1);
    }
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> shared;
    for (const auto& [gram, who] : holders) {
        for (std::size_t i = 0; i < who.size(); ++i) {
            for (std::size_t j = i + 1; j < who.size(); ++j)
                ++shared[{who[i], who[j]}];
        }
    }
    for (const auto& [pair, count] : shared) {
        EXPECT_LE(2 * count, std::min(grams[pair.first].size(), grams[pair.second].size()))
            << text_of(prompts[pair.first]) << "\n"
            << text_of(prompts[pair.second]);
    }
}

TEST(BuiltinPrompts, FewBeginAlike) {
    const auto prompts = load_prompts({}, ".");
    std::set<std::string> beginnings;
    for (const Prompt& prompt : prompts)
        beginnings.insert(text_of(prompt).substr(0, 12));
    EXPECT_GT(beginnings.size(), prompts.size() * 4 / 5) << "a shared beginning is a shared prefix";
}

std::vector<Prompt> some_prompts(std::size_t count) {
    std::vector<Prompt> prompts;
    for (std::size_t i = 0; i < count; ++i)
        prompts.push_back(user_prompt(std::to_string(i)));
    return prompts;
}

TEST(Prompts, PlanIsFixedByItsSeed) {
    const auto prompts = some_prompts(48);
    domain::Workload workload;
    workload.seed = 7;
    const PlannedPrompt first = plan_prompt(workload, prompts, 2, 13),
                        again = plan_prompt(workload, prompts, 2, 13);
    EXPECT_EQ(first.prompt, again.prompt);
    EXPECT_EQ(first.salt, again.salt);
    workload.seed = 8;
    EXPECT_NE(plan_prompt(workload, prompts, 2, 13).salt, first.salt);
}

TEST(Prompts, NoTwoRequestsBeginAlikeUnlessThePrefixCacheIsWanted) {
    const auto prompts = some_prompts(48);
    domain::Workload workload;
    std::set<std::string> salts;
    for (int cycle = 0; cycle < 4; ++cycle) {
        for (int i = 0; i < 500; ++i)
            salts.insert(plan_prompt(workload, prompts, cycle, i).salt);
    }
    EXPECT_EQ(salts.size(), 2000U);
    workload.prefix_cache = true;
    EXPECT_EQ(plan_prompt(workload, prompts, 1, 1).salt, "");
}

TEST(Prompts, OutputLengthsSpreadEvenly) {
    const auto prompts = some_prompts(4);
    domain::Workload workload;
    workload.output_tokens = 100;
    EXPECT_EQ(plan_prompt(workload, prompts, 1, 5).output_tokens, 100);
    workload.output_tokens_spread = 0.5;
    double sum = 0;
    int least = 1000, most = 0;
    for (int i = 0; i < 2000; ++i) {
        const int tokens = plan_prompt(workload, prompts, 1, i).output_tokens;
        EXPECT_EQ(tokens, plan_prompt(workload, prompts, 1, i).output_tokens);
        sum += tokens;
        least = std::min(least, tokens);
        most = std::max(most, tokens);
    }
    EXPECT_NEAR(sum / 2000, 100, 3);
    EXPECT_GE(least, 50);
    EXPECT_LT(least, 53);
    EXPECT_LE(most, 150);
    EXPECT_GT(most, 147);
}

domain::Experiment synthetic_experiment(int input_tokens) {
    domain::Experiment config;
    config.workload.prompts = domain::PromptSource::synthetic;
    config.workload.input_tokens = input_tokens;
    return config;
}

TEST(Prompts, SyntheticOnesAreMadeToTheFittedLength) {
    const auto config = synthetic_experiment(300);
    auto prompts = load_prompts(config, ".");
    EXPECT_EQ(words_of(text_of(prompts[0])).size(), 300U);
    EXPECT_NE(text_of(prompts[0]), text_of(prompts[1]));
    prompts = load_prompts(config, ".", {.overhead_tokens = 20, .tokens_per_word = 1.4});
    EXPECT_EQ(words_of(text_of(prompts[0])).size(), 200U);
    EXPECT_EQ(prompts[0].input_tokens, 300);
}

TEST(Prompts, TwoProbesFitALine) {
    const auto fit =
        fit_words({.words = 10, .input_tokens = 35}, {.words = 210, .input_tokens = 285});
    ASSERT_TRUE(fit);
    EXPECT_DOUBLE_EQ(fit->tokens_per_word, 1.25);
    EXPECT_DOUBLE_EQ(fit->overhead_tokens, 22.5);
    EXPECT_EQ(fit->words_for(1024), 801);
    EXPECT_EQ(fit->words_for(3), 1) << "shorter than the chat template";
    EXPECT_FALSE(fit_words({10, 35}, {10, 36}));
    EXPECT_FALSE(fit_words({10, 35}, {20, 35})) << "the server counts nothing";
    EXPECT_FALSE(fit_words({10, 35}, {20, 1035}));
    domain::Workload workload;
    EXPECT_EQ(words_of(calibration_prompt(workload, 50)).size(), 53U)
        << "three numbers of the salt";
}

TEST(Prompts, TraceGivesLengthsTimesAndSharedText) {
    const test::Folder scratch;
    std::ofstream(scratch.path() / "t.jsonl")
        << R"({"timestamp":1000,"input_length":700,"output_length":9,"hash_ids":[1,2]}
{"timestamp":2000,"input_length":600,"output_length":8,"hash_ids":[1,3]}
{"timestamp":99000,"input_length":600,"output_length":8,"hash_ids":[4,5]}
)";
    auto config = synthetic_experiment(1);
    config.load = domain::TraceLoad{.file = "t.jsonl"};
    const auto prompts = load_prompts(config, scratch.path());
    ASSERT_EQ(prompts.size(), 2U) << "the third is due after the end of a cycle";
    const auto a = words_of(text_of(prompts[0])), b = words_of(text_of(prompts[1]));
    ASSERT_EQ(a.size(), 700U);
    ASSERT_EQ(b.size(), 600U);
    EXPECT_TRUE(std::equal(a.begin(), a.begin() + 512, b.begin()));
    EXPECT_FALSE(std::equal(a.begin() + 512, a.begin() + 600, b.begin() + 512));
    EXPECT_EQ(due_times_s(prompts), (std::vector<double>{1, 2}));
    config.workload.prefix_cache = true;
    const auto first = plan_prompt(config.workload, prompts, 1, 0),
               second = plan_prompt(config.workload, prompts, 1, 1);
    EXPECT_EQ(first.prompt, 0U);
    EXPECT_EQ(second.prompt, 1U);
    EXPECT_EQ(second.output_tokens, 8);
    EXPECT_EQ(first.salt, second.salt) << "what the trace shares must stay shared";
    EXPECT_NE(first.salt, plan_prompt(config.workload, prompts, 2, 0).salt);
}

TEST(Prompts, LongestRequestOfTextsAndOfTraces) {
    domain::Workload workload;
    workload.output_tokens = 100;
    workload.output_tokens_spread = 0.5;
    std::vector<Prompt> prompts{user_prompt(std::string(1000, 'x')), user_prompt("short")};
    prompts[1].output_tokens = 300;
    EXPECT_EQ(longest_request_tokens(workload, prompts), std::nullopt) << "the fields set it";
    workload.prompts = domain::PromptSource::file;
    EXPECT_EQ(longest_request_tokens(workload, prompts), 503 + 150);
    workload.prompts = domain::PromptSource::synthetic;
    prompts[0].due_s = 0;
    prompts[0].input_tokens = 40;
    prompts[0].output_tokens = 7;
    EXPECT_EQ(longest_request_tokens(workload, prompts), 305);
}

TEST(Prompts, HashCoversTimesLengthsAndTexts) {
    auto config = synthetic_experiment(5);
    config.load = domain::PoissonLoad{.requests_per_sec = 3};
    const auto hash = [&] { return schedule_hash(config, load_prompts(config, ".")); };
    std::set<std::string> hashes{hash(), hash()};
    EXPECT_EQ(hashes.size(), 1U);
    config.load = domain::PoissonLoad{.requests_per_sec = 3.1};
    hashes.insert(hash());
    config.workload.output_tokens_spread = 0.1;
    hashes.insert(hash());
    config.workload.input_tokens = 6;
    hashes.insert(hash());
    config.workload.seed = 2;
    hashes.insert(hash());
    EXPECT_EQ(hashes.size(), 5U);
}

TEST(Prompts, LengthsAreCheckedByUsage) {
    const auto config = synthetic_experiment(1000);
    const auto prompts = load_prompts(config, ".");
    const auto record = [&](std::optional<std::int64_t> input, std::int64_t output) {
        domain::RequestRecord made;
        made.input_tokens = input;
        made.output_tokens = output;
        return made;
    };
    std::vector<domain::RequestRecord> records{record(1050, 128), record(1051, 134),
                                               record(949, 135), record(std::nullopt, 1)};
    records.push_back(record(1, 1));
    records.back().error = "refused";
    const LengthCheck check = check_lengths(config.workload, prompts, records);
    EXPECT_EQ(check.input_checked, 3);
    EXPECT_EQ(check.input_off, 2);
    EXPECT_EQ(check.output_checked, 4);
    EXPECT_EQ(check.output_off, 2);
}

}  // namespace
}  // namespace lem::measure
