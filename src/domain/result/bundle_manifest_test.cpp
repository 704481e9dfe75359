#include "domain/result/bundle_manifest.hpp"

#include "base/hash.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

TEST(BundleManifest, SaysEveryDisagreementWithItsPlace) {
    Manifest manifest{.files = {{"result.json", sha256_hex("{}"), 2},
                                {"requests.jsonl", sha256_hex("a"), 1},
                                {"power.csv", sha256_hex("t"), 1}}};
    std::map<std::string, std::string> files{{"manifest.json", "any"},
                                             {"result.json", "{}"},
                                             {"requests.jsonl", "a"},
                                             {"power.csv", "t"}};
    EXPECT_TRUE(disagreements(manifest, files).empty());
    files["requests.jsonl"] = "b";
    files.erase("power.csv");
    files["notes.txt"] = "mine";
    manifest.files.push_back(manifest.files[0]);
    std::string said;
    for (const auto& [pointer, message] : disagreements(manifest, files))
        said += pointer + " " + message + "\n";
    EXPECT_EQ(said,
              "/files/1 requests.jsonl differs from the manifest in size or SHA-256\n"
              "/files/2 names power.csv, which is not in the bundle\n"
              "/files/3 lists result.json a second time\n"
              "/files does not list notes.txt\n");
}

}  // namespace
}  // namespace lem::domain
