#include "architecture/source_outline.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>
#include <sstream>

/// Limits that keep files, classes and functions short. Longer ones are recorded in lengths.txt and
/// may not grow; UPDATE_LENGTHS=1 rewrites the record.
namespace lem::test {
namespace {

namespace fs = std::filesystem;

const fs::path root = LEM_SOURCE_DIR;
const fs::path record_file = root / "tests/architecture/lengths.txt";

/// Lines of a file, and of its longest class and function.
const std::map<std::string, int> limits{{"file", 250}, {"class", 150}, {"function", 70}};
/// A recorded file may grow by this factor.
constexpr double file_growth = 1.1;

using Lengths = std::map<std::pair<std::string, std::string>, int>;  // (kind, path)

bool is_typescript(const fs::path& path) {
    return path.extension() == ".ts" || path.extension() == ".tsx";
}

std::string content_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

std::vector<fs::path> sources() {
    std::vector<fs::path> files;
    for (const char* folder : {"src", "tests", "bench", "web/src"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const fs::path& path = entry.path();
            const bool cpp = path.extension() == ".cpp" || path.extension() == ".hpp";
            const bool generated =
                path.filename() == "schema.d.ts" || path.filename() == "vocabulary.ts";
            const bool foreign = path.string().find("/node_modules/") != std::string::npos;
            if ((cpp || is_typescript(path)) && !generated && !foreign) files.push_back(path);
        }
    }
    std::ranges::sort(files);
    return files;
}

Lengths measured() {
    Lengths lengths;
    for (const fs::path& path : sources()) {
        const std::string name = fs::relative(path, root).generic_string(), text = content_of(path);
        lengths[{"file", name}] = static_cast<int>(std::ranges::count(text, '\n'));
        for (const Block& block : blocks_of(text, is_typescript(path))) {
            if (block.kind == Block::Kind::other) continue;
            int& longest = lengths[{block.kind == Block::Kind::type ? "class" : "function", name}];
            longest = std::max(longest, block.lines);
        }
    }
    return lengths;
}

Lengths recorded() {
    Lengths lengths;
    std::ifstream stream(record_file);
    std::string kind, path;
    for (int lines = 0; stream >> kind >> path >> lines;)
        lengths[{kind, path}] = lines;
    return lengths;
}

void write_record(const Lengths& lengths) {
    std::ofstream stream(record_file);
    for (const auto& [what, lines] : lengths) {
        if (lines > limits.at(what.first))
            stream << what.first << ' ' << what.second << ' ' << lines << '\n';
    }
}

TEST(Tidy, FilesClassesAndFunctionsAreShort) {
    const Lengths now = measured();
    if (std::getenv("UPDATE_LENGTHS") != nullptr) write_record(now);
    const Lengths before = recorded();
    EXPECT_GT(now.size(), 300U);
    for (const auto& [what, lines] : now) {
        const auto& [kind, path] = what;
        int most = limits.at(kind);
        if (const auto found = before.find(what); found != before.end()) {
            const double growth = kind == "file" ? file_growth : 1;
            most = std::max(most, static_cast<int>(found->second * growth));
        }
        EXPECT_LE(lines, most) << "the longest " << kind << " of " << path
                               << " is too long; is it one thing? (UPDATE_LENGTHS=1 records it)";
    }
}

TEST(Tidy, OutlineKnowsFunctionsFromOtherBraces) {
    const std::string source = R"(
namespace a {
struct S : B<int> {
    int f() const {
        if (x) {
            return 1;
        }
        const auto g = [&](int i) { return "}" + R"x(})x"; };
    }
    std::vector<int> list{1, 2};
};
enum class E {
    one
};
S::S(int i) : B<int>(i) {
    // }
}
auto h() -> std::vector<int> {
    const char c = '{', d = 1'000;
}
}
)";
    std::vector<int> functions, types;
    for (const Block& block : blocks_of(source, false)) {
        if (block.kind == Block::Kind::function) functions.push_back(block.lines);
        if (block.kind == Block::Kind::type) types.push_back(block.lines);
    }
    EXPECT_EQ(functions, (std::vector<int>{0, 4, 1, 1}));
    EXPECT_EQ(types, std::vector<int>{7});
    const auto web = blocks_of(
        "describe('x', () => {\n it('y', () => {\n\n });\n});\n"
        "export function F({ a }: P): string {\n return `${a}`;\n}\n",
        true);
    EXPECT_EQ(std::ranges::count(web, Block::Kind::function, &Block::kind), 2);
}

/// Time, randomness and the environment enter through constructors; the files that create them are
/// listed here. The lists may only get shorter.
struct Source {
    const char* pattern;
    std::set<std::string> files;
};

const std::vector<Source> ambient{
    {R"(\bgetenv\s*\()",
     {"src/base/variables.cpp", "src/platform/power/amdsmi.cpp",
      "src/measure/model/model_record.cpp", "src/measure/engine/engine_command.cpp",
      "src/measure/engine/served_engine.cpp", "src/measure/load/endpoint.cpp"}},
    {R"(\bprocess_variable\b)",
     {"src/base/variables.cpp", "src/base/variables.hpp", "src/cli/doctor.cpp",
      "src/cli/experiment.cpp", "src/cli/login.cpp", "src/cli/own_folders.cpp"}},
    {R"(\b(system_clock|high_resolution_clock)::now\b|\bgettimeofday\b|[^_\w]time\(nullptr\))",
     {"src/base/clock.cpp", "src/platform/http/server/prepared_answer.cpp"}},
    {R"(\bSystemClock\b)",
     {"src/base/clock.hpp", "src/base/clock.cpp", "src/base/log.cpp", "src/app/service.hpp",
      "src/app/backup.cpp", "src/client/lem_client.cpp", "src/platform/sql/migrate.cpp",
      "src/cli/open_accounts.hpp", "src/cli/admin_names.cpp",
      "src/cli/admin_results.cpp", "src/cli/admin_views.cpp",
      "src/cli/experiment.cpp", "src/cli/importer.cpp", "src/cli/read_result.cpp",
      "src/cli/keys.cpp", "src/cli/verify.cpp", "src/measure/load/retry_after.cpp"}},
    {R"(\bSystemRandom\b|\brandom_device\b)",
     {"src/base/id.hpp", "src/base/id.cpp", "src/app/service.hpp", "src/cli/open_accounts.hpp",
      "src/cli/doctor.cpp", "src/cli/experiment.cpp", "src/cli/keys.cpp",
      "src/platform/http/server/session.cpp"}},
};

TEST(Tidy, TimeRandomnessAndEnvironmentEnterThroughConstructors) {
    for (const Source& source : ambient) {
        const std::regex pattern(source.pattern);
        for (const fs::path& path : sources()) {
            const std::string name = fs::relative(path, root).generic_string();
            if (!name.starts_with("src/") || name.ends_with("_test.cpp")) continue;
            const bool uses = std::regex_search(without_literals(content_of(path), false), pattern);
            EXPECT_TRUE(!uses || source.files.contains(name))
                << name << " uses " << source.pattern << " itself; pass it to the constructor";
        }
    }
}

TEST(Tidy, NothingIsLeftForLater) {
    const std::regex banned(R"(\b(TODO|FIXME|XXX)\b|co_spawn\([^;]*detached|GTEST_SKIP|DISABLED_)");
    for (const auto& entry : fs::recursive_directory_iterator(root / "src")) {
        if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
        std::ifstream stream(entry.path());
        int number = 0;
        for (std::string line; std::getline(stream, line);) {
            ++number;
            EXPECT_FALSE(std::regex_search(line, banned))
                << entry.path().filename() << ":" << number << ": " << line;
        }
    }
}

TEST(Tidy, DocumentsHaveOneTitle) {
    for (const char* name : {"README.md", "ARCHITECTURE.md", "STYLE.md", "CONTRIBUTING.md"}) {
        std::ifstream stream(root / name);
        ASSERT_TRUE(stream) << name << " is missing";
        int titles = 0;
        bool code = false;
        for (std::string line; std::getline(stream, line);) {
            if (line.starts_with("```")) code = !code;
            titles += !code && line.starts_with("# ") ? 1 : 0;
        }
        EXPECT_EQ(titles, 1) << name;
    }
}

}  // namespace
}  // namespace lem::test
