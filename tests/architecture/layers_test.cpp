#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>
#include <string>

/// Includes point one way (ARCHITECTURE.md). A folder may include itself and the folders in its
/// row.
namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::set<std::string>> allowed{
    {"base", {}},
    {"schema", {"base"}},
    {"domain", {"base", "schema"}},
    {"interchange", {"base", "schema", "domain"}},
    {"platform", {"base", "schema"}},
    {"features", {"base", "schema", "domain", "interchange", "platform"}},
    {"pages", {"base", "schema", "domain", "platform", "features"}},
    {"measure", {"base", "schema", "domain", "platform"}},
    {"client", {"base", "schema", "domain", "platform"}},
    {"app", {"base", "schema", "domain", "platform", "features", "pages"}},
    {"cli",
     {"base", "schema", "domain", "interchange", "platform", "features", "pages", "measure",
      "client", "app"}},
};

bool is_source(const fs::path& path) {
    return path.extension() == ".cpp" || path.extension() == ".hpp";
}

TEST(Layers, IncludesPointOneWay) {
    const fs::path root = fs::path(LEM_SOURCE_DIR) / "src";
    const std::regex include("^#include \"([^\"]+)\"");
    int seen = 0;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (!is_source(entry.path())) continue;
        const fs::path relative = fs::relative(entry.path(), root);
        const std::string layer = relative.begin()->string();
        if (layer == "main.cpp") continue;
        ASSERT_TRUE(allowed.contains(layer))
            << relative << " is in a folder without a row in the table";
        std::ifstream stream(entry.path());
        int number = 0;
        for (std::string line; std::getline(stream, line);) {
            ++number;
            std::smatch match;
            if (!std::regex_search(line, match, include)) continue;
            ++seen;
            const fs::path target = match[1].str();
            const std::string target_layer = target.begin()->string();
            // A unit test beside its source may use the tests' shared code.
            const bool test = entry.path().filename().string().ends_with("_test.cpp");
            if (test && target_layer == "support") continue;
            EXPECT_TRUE(target_layer == layer || allowed.at(layer).contains(target_layer))
                << relative.string() << ":" << number << " includes " << target;
            const bool sibling_feature = layer == "features" && target_layer == "features" &&
                                         *std::next(target.begin()) != *std::next(relative.begin());
            EXPECT_FALSE(sibling_feature)
                << relative.string() << ":" << number << " includes another feature: " << target;
        }
    }
    EXPECT_GT(seen, 100);
}

/// Use cases take values and files; only a feature's routes depend on HTTP.
TEST(Layers, OnlyTheRoutesOfAFeatureKnowHttp) {
    const fs::path features = fs::path(LEM_SOURCE_DIR) / "src" / "features";
    for (const auto& entry : fs::recursive_directory_iterator(features)) {
        if (!is_source(entry.path()) || entry.path().filename() == "routes.cpp") continue;
        std::ifstream stream(entry.path());
        for (std::string line; std::getline(stream, line);)
            EXPECT_FALSE(line.starts_with("#include \"platform/http"))
                << entry.path() << ": " << line;
    }
}

/// What the server asks of others goes through the guard of platform/http/outbound.hpp.
TEST(Layers, TheServerCallsOthersThroughTheGuard) {
    const fs::path root = fs::path(LEM_SOURCE_DIR) / "src";
    for (const std::string folder : {"features", "pages", "app", "platform"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const std::string name = entry.path().filename().string();
            const bool door = name.starts_with("client.") || name.starts_with("outbound.");
            if (!is_source(entry.path()) || door || name.ends_with("_test.cpp")) continue;
            std::ifstream stream(entry.path());
            for (std::string line; std::getline(stream, line);) {
                EXPECT_EQ(line.find("platform/http/client.hpp"), std::string::npos) << entry.path();
                EXPECT_EQ(line.find("curl_easy_init"), std::string::npos) << entry.path();
            }
        }
    }
}

/// Under AddressSanitizer a coroutine's frame is only sound when optimised (docs/adr/0001); of the
/// folders that are optimised there, platform is the one that needs coroutines.
TEST(Layers, OnlyPlatformHasCoroutines) {
    for (const std::string top : {"src", "tests", "bench"}) {
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(LEM_SOURCE_DIR) / top)) {
            const std::string path = fs::relative(entry.path(), LEM_SOURCE_DIR).string();
            const bool platform = path.starts_with("src/platform/") && !path.ends_with("_test.cpp");
            if (!is_source(path) || platform) continue;
            std::ifstream stream(entry.path());
            for (std::string line; std::getline(stream, line);)
                for (const std::string word : {"await ", "return", "yield ", "spawn("})
                    EXPECT_EQ(line.find("co_" + word), std::string::npos) << path << ": " << line;
        }
    }
}

}  // namespace
