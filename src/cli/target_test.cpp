#include "cli/target.hpp"

#include "base/error.hpp"
#include "platform/yaml/yaml.hpp"
#include "support/folder.hpp"
#include "support/scripted_server.hpp"

#include <filesystem>
#include <fstream>

namespace lem::cli {
namespace {

using test::ScriptedServer;
using test::SeenRequest;
using Kind = Target::Kind;

/// The error message; "accepted" without an error.
template <class Call>
std::string complaint(Call call) {
    try {
        call();
    } catch (const Error& error) {
        return error.message();
    }
    return "accepted";
}

class TargetTest : public testing::Test {
protected:
    std::string write(const std::string& name, const std::string& content = "") const {
        const auto file = scratch_.path() / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << content;
        return file.string();
    }
    const test::Folder scratch_;
};

TEST_F(TargetTest, AddressesAreRecognisedInEachForm) {
    for (const auto& [argument, url] : {
             std::pair("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
             std::pair("HTTPS://api.example.com/v1", "https://api.example.com/v1"),
             std::pair("https://x.example/openai/chat/completions?api-version=1",
                       "https://x.example/openai/chat/completions?api-version=1"),
             std::pair("127.0.0.1:8000", "http://127.0.0.1:8000"),
             std::pair("gpu-box:8000/v1", "http://gpu-box:8000/v1"),
             std::pair("[::1]:8000", "http://[::1]:8000"),
         }) {
        const Target target = recognise_target(argument);
        EXPECT_EQ(target.kind, Kind::endpoint) << argument;
        EXPECT_EQ(target.place, url);
    }
}

TEST_F(TargetTest, FilesAndFoldersAreRecognisedByWhatTheyHold) {
    const std::string gguf = write("a.GGUF", "GGUF\x03"),
                      blob = write("blobs/sha256-1", "GGUF\x03");
    EXPECT_EQ(recognise_target(gguf).kind, Kind::gguf);
    EXPECT_EQ(recognise_target(blob).kind, Kind::gguf) << "by its first bytes";
    write("hf/config.json", "{}");
    write("hf/model.safetensors");
    EXPECT_EQ(recognise_target((scratch_.path() / "hf").string()).kind, Kind::model_folder);
    write("one/m-00001-of-00002.gguf");
    write("one/m-00002-of-00002.gguf");
    const Target one = recognise_target((scratch_.path() / "one").string());
    EXPECT_EQ(one.kind, Kind::gguf);
    EXPECT_TRUE(one.place.ends_with("one/m-00001-of-00002.gguf")) << one.place;
    EXPECT_EQ(recognise_target(write("e.yaml", "name: x")).kind, Kind::config_file);
    EXPECT_EQ(recognise_target("absent.yaml").kind, Kind::config_file)
        << "its reader reports that it is missing";
}

TEST_F(TargetTest, WhatCannotBeMeasuredIsRefusedWithARemedy) {
    write("several/a.gguf");
    write("several/b.gguf");
    write("half/config.json", "{}");
    write("done/result.json", "{}");
    const std::string root = scratch_.path().string();
    for (const auto& [argument, part] : std::vector<std::pair<std::string, std::string>>{
             {"Qwen/Qwen3-8B",
              "hf download Qwen/Qwen3-8B --local-dir Qwen3-8B && lem experiment "
              "Qwen3-8B"},
             {"qwen3:8b", "lem experiment http://127.0.0.1:11434 --model qwen3:8b"},
             {"absent.gguf", "absent.gguf does not exist"},
             {"ftp://host/model", "must start with http:// or https://"},
             {root + "/several", "several GGUF files; choose one of them:\n  a.gguf\n  b.gguf"},
             {root + "/half", "it needs config.json and *.safetensors"},
             {write("part/model.safetensors"), "give its folder"},
             {"", "The target is empty"},
             {write("empty.gguf"), "begins with \"GGUF\", and this one is empty"},
             {write("page.gguf", "<!doctype html>"), "is not a model"},
             {root + "/done", "measure it again: lem experiment " + root + "/done/config.json"},
         }) {
        const std::string said = complaint([&] { recognise_target(argument); });
        EXPECT_NE(said.find(part), std::string::npos) << argument << ": " << said;
    }
}

TEST_F(TargetTest, AGgufFileIsMeasuredOnLlamaCpp) {
    const std::string file = write("My model-Q4_K_M.gguf", "GGUF");
    const auto config = write_config(recognise_target(file), {"load.streams=2"});
    EXPECT_EQ(config["model"]["name"], "My-model-Q4_K_M");
    EXPECT_EQ(config["model"]["path"], file);
    EXPECT_EQ(config["engine"]["name"], "llama.cpp");
    EXPECT_EQ(config["protocol"]["preset"], "standard");
    EXPECT_EQ(config["load"]["streams"], 2);
    EXPECT_EQ(config["name"], "My-model-Q4_K_M");
}

TEST_F(TargetTest, AModelFolderIsMeasuredOnAnInstalledEngine) {
    write("hf/Tiny/config.json", "{}");
    write("hf/Tiny/model.safetensors");
    setenv("LEM_VLLM", "/bin/true", 1);
    const auto target = recognise_target((scratch_.path() / "hf/Tiny/").string());
    const auto config = write_config(target, {});
    unsetenv("LEM_VLLM");
    EXPECT_EQ(config["engine"]["name"], "vllm");
    EXPECT_EQ(config["model"]["name"], "Tiny");
}

/// A server that lists these models, and requires a key if one is given.
class ListingServer {
public:
    explicit ListingServer(std::string models, std::string key = "")
        : models_(std::move(models)), key_(std::move(key)) {}
    std::string url() const { return server_.url(); }

private:
    std::string models_, key_;
    ScriptedServer server_{[this](const SeenRequest& request) {
        if (request.target != "/v1/models") return test::answer(404, "{}");
        if (!key_.empty() && request.head.find("Bearer " + key_) == std::string::npos)
            return test::answer(401, "{}");
        return test::answer(200, models_);
    }};
};

TEST_F(TargetTest, TheOnlyModelOfAnEndpointIsTaken) {
    const ListingServer server(R"({"object":"list","data":[{"id":"org/tiny"},{"id":"org/tiny"}]})");
    const auto config = write_config({Kind::endpoint, server.url()}, {});
    EXPECT_EQ(config["model"]["name"], "org/tiny");
    EXPECT_EQ(config["name"], "org/tiny");
    EXPECT_EQ(config["engine"]["base_url"], server.url());
}

TEST_F(TargetTest, TheModelOfAServerIsNotNamedByTheFoldersOfItsFile) {
    for (const std::string id :
         {"/home/me/models/Qwen3-8B-Q4_K_M.gguf", "/srv/Qwen3-8B-Q4_K_M-00001-of-00002.GGUF"}) {
        const ListingServer server(R"({"data":[{"id":")" + id + R"("}]})");
        const auto config = write_config({Kind::endpoint, server.url()}, {});
        EXPECT_EQ(config["model"]["name"], "Qwen3-8B-Q4_K_M");
    }
}

TEST_F(TargetTest, SeveralModelsAreListedWithTheFlagThatChooses) {
    const ListingServer server(R"({"data":[{"id":"a"},{"id":"b"},{"no":"id"}]})");
    const Target target{Kind::endpoint, server.url()};
    const std::string said = complaint([&] { write_config(target, {}); });
    EXPECT_NE(said.find("serves 2 models. Choose one with --model NAME:\n  a\n  b"),
              std::string::npos)
        << said;
    EXPECT_EQ(write_config(target, {"model.name=b"})["model"]["name"], "b");
    const std::string other = complaint([&] { write_config(target, {"model.name=c"}); });
    EXPECT_NE(other.find("does not list a model c. It serves:\n  a\n  b"), std::string::npos)
        << other;
}

TEST_F(TargetTest, AnEndpointThatDoesNotListItsModelsNeedsAName) {
    for (const char* page : {"{}", "[]", "no json", R"({"data":[]})", R"({"data":{"id":"a"}})"}) {
        const ListingServer server(page);
        const std::string said =
            complaint([&] { write_config({Kind::endpoint, server.url()}, {}); });
        EXPECT_NE(said.find("does not list its models. Name the one to measure with --model NAME"),
                  std::string::npos)
            << page << ": " << said;
    }
}

TEST_F(TargetTest, AKeyComesFromTheEnvironment) {
    const ListingServer server(R"({"data":[{"id":"a"}]})", "sesame");
    const Target target{Kind::endpoint, server.url()};
    EXPECT_NE(complaint([&] {
                  write_config(target, {});
              }).find("status 401. Put the key into an environment variable"),
              std::string::npos);
    setenv("LEM_TEST_KEY", "sesame", 1);
    const auto config = write_config(target, {"engine.api_key_env=LEM_TEST_KEY"});
    unsetenv("LEM_TEST_KEY");
    EXPECT_EQ(config["model"]["name"], "a");
    EXPECT_EQ(yaml::to_text(config).find("sesame"), std::string::npos);
}

TEST_F(TargetTest, AServerThatIsNotThereIsNamed) {
    EXPECT_NE(complaint([] {
                  write_config({Kind::endpoint, "http://127.0.0.1:1"}, {});
              }).find("127.0.0.1"),
              std::string::npos);
}

}  // namespace
}  // namespace lem::cli
