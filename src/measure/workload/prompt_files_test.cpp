#include "measure/workload/prompt_files.hpp"

#include "base/error.hpp"
#include "support/folder.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace lem::measure {
namespace {

class PromptFiles : public ::testing::Test {
protected:
    std::filesystem::path write(const std::string& name, const std::string& text) {
        std::ofstream(scratch_.path() / name) << text;
        return scratch_.path() / name;
    }
    std::vector<Prompt> read(const std::string& name, const std::string& text) {
        domain::Experiment config;
        config.workload = workload;
        config.workload.prompts = name.ends_with(".json") ? domain::PromptSource::conversations
                                                          : domain::PromptSource::file;
        config.workload.file = write(name, text).filename().string();
        return load_prompts(config, scratch_.path());
    }
    void expect_fault(const std::string& name, const std::string& text, const std::string& part) {
        try {
            read(name, text);
            ADD_FAILURE() << "was read: " << text;
        } catch (const Error& error) {
            EXPECT_NE(error.message().find(part), std::string::npos) << error.message();
        }
    }
    domain::Workload workload;

private:
    test::Folder scratch_;
};

TEST_F(PromptFiles, TextHasAPromptALine) {
    const auto prompts = read("a.txt", "one\r\n\n  \ntwo");
    ASSERT_EQ(prompts.size(), 2U);
    EXPECT_EQ(prompts[0].messages.at(0).content, "one");
    EXPECT_EQ(prompts[0].messages.at(0).role, "user");
    EXPECT_EQ(prompts[1].messages.at(0).content, "two");
}

TEST_F(PromptFiles, JsonLinesHoldPromptsOrMessages) {
    const auto prompts = read("a.jsonl", R"({"prompt":"one","id":1,"output_tokens":7}
{"messages":[{"role":"system","content":"s"},{"role":"user","content":"two"}]}
)");
    ASSERT_EQ(prompts.size(), 2U);
    EXPECT_EQ(prompts[0].output_tokens, 7);
    ASSERT_EQ(prompts[1].messages.size(), 2U);
    EXPECT_EQ(prompts[1].messages[0].role, "system");
    EXPECT_EQ(prompts[1].messages[1].content, "two");
    EXPECT_FALSE(prompts[1].output_tokens);
}

TEST_F(PromptFiles, CsvHasNamedColumnsAndQuotedFields) {
    workload.prompt_column = "question";
    workload.output_tokens_column = "len";
    const auto prompts =
        read("a.csv", "id,Question,len\r\n1,\"one, \"\"two\"\"\r\nthree\",9\r\n2,b,\n");
    ASSERT_EQ(prompts.size(), 2U);
    EXPECT_EQ(prompts[0].messages.at(0).content, "one, \"two\"\nthree");
    EXPECT_EQ(prompts[0].output_tokens, 9);
    EXPECT_FALSE(prompts[1].output_tokens);
}

TEST_F(PromptFiles, ConversationsGiveTheirFirstTwoTurns) {
    const std::string answer(400, 'a');
    const auto prompts = read(
        "a.json", R"([{"id":"1","conversations":[{"from":"human","value":"What is the time now?"},
{"from":"gpt","value":")" +
                      answer + R"("},{"from":"human","value":"more"}]},
{"id":"2","conversations":[{"from":"gpt","value":"I begin with this long text."},{"from":"human","value":"x y z 1 2 3 4 5"}]},
{"id":"3","conversations":[{"from":"human","value":"Only one turn in this one."}]},{"id":"4"}])");
    ASSERT_EQ(prompts.size(), 1U);
    EXPECT_EQ(prompts[0].messages.at(0).content, "What is the time now?");
    EXPECT_EQ(prompts[0].output_tokens, 100);
}

TEST_F(PromptFiles, FaultsNameFileLineAndField) {
    expect_fault("a.txt", "\n \n", "a.txt:1: ");
    expect_fault("a.txt", "\xff\n", "a.txt:1: is not UTF-8");
    expect_fault("a.txt", std::string(1'100'000, 'x'), "longer than 1 MiB");
    expect_fault("a.jsonl", "{\"prompt\":\"one\"}\n\n{\"text\":\"two\"}\n", "a.jsonl:3:prompt: ");
    expect_fault("a.jsonl", "{\"prompt\":\"one\",\"output_tokens\":0}",
                 "a.jsonl:1:output_tokens: ");
    expect_fault("a.jsonl", "{\"messages\":[{\"role\":\"user\"}]}", "a.jsonl:1:messages: ");
    expect_fault("a.jsonl", "{\"messages\":[]}", "a.jsonl:1:messages: ");
    expect_fault("a.jsonl", "{", "a.jsonl:1: ");
    expect_fault("a.csv", "text\nx\n",
                 "a.csv:1:prompt: there is no such column; the columns are: text");
    expect_fault("a.csv", "prompt,b\nx\n", "a.csv:2: has 1 fields");
    expect_fault("a.csv", "prompt\n\"x\n", "a.csv:2: a quote is not closed");
    expect_fault("a.csv", "prompt,output_tokens\nx,many\n", "a.csv:2:output_tokens: ");
    expect_fault("a.csv", "", "a.csv:1: is empty");
    expect_fault("a.json", "{}", "must be a list");
    expect_fault("a.json", "[1", "cannot be read as JSON");
    expect_fault("a.json", "[{}]", "no conversation begins");
    EXPECT_THROW(read_prompt_file("/nowhere.txt", workload), Error);
    EXPECT_THROW(read_conversations("/nowhere.json"), Error);
}

}  // namespace
}  // namespace lem::measure
