/// `lem import` of packed files, of databases, and of folders whose files make one result together.

#include "cli/import_sources.hpp"

#include "base/error.hpp"
#include "cli/localscore_database.hpp"
#include "interchange/results/result_format.hpp"
#include "support/imported.hpp"
#include "support/packed.hpp"
#include "support/sqlite_bytes.hpp"

namespace lem::cli {
namespace {

namespace fs = std::filesystem;
using test::gzipped;
using test::sqlite_bytes;
using test::tarred;
using test::zipped;
using test::zstd_packed;

struct Read {
    std::string name, text, kept, error;
    bool of_folder;
    ErrorCode code = ErrorCode::internal;
};

class ImportSources : public testing::Test {
protected:
    std::string write(const std::string& name, std::string_view bytes) const {
        const fs::path path = scratch_.path() / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << bytes;
        return path.string();
    }

    /// Names are relative to the test's folder.
    std::vector<Read> read(const std::string& path) const {
        std::vector<Read> all;
        for_each_source(path, [&](const ImportSource& source) {
            Read& one = all.emplace_back();
            one.name = fs::path(source.name).lexically_relative(scratch_.path()).string();
            one.of_folder = source.of_folder;
            try {
                const SourceContent content = source.read();
                one.text = content.text;
                one.kept = content.kept();
            } catch (const Error& error) {
                one.error = error.message();
                one.code = error.code();
            }
            return true;
        });
        return all;
    }

    std::string folder() const { return scratch_.path().string(); }

    test::Folder scratch_;
};

TEST_F(ImportSources, APackedFileIsReadAsItsContent) {
    const auto all = read(write("a.json.gz", gzipped("{}")));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].text, "{}");
    EXPECT_EQ(all[0].kept, "{}");
    EXPECT_FALSE(all[0].of_folder);
    const auto damaged = read(write("b.json.gz", gzipped("{}").substr(0, 12)));
    EXPECT_NE(damaged.at(0).error.find("b.json.gz was not imported. The archive is refused: it "
                                       "ends too early."),
              std::string::npos)
        << damaged[0].error;
    EXPECT_NE(read(write("c.json.gz", gzipped(gzipped("{}"))))
                  .at(0)
                  .error.find("An archive within an archive is not read."),
              std::string::npos);
}

TEST_F(ImportSources, AnArchiveIsAFolderOfFiles) {
    const auto all = read(write("a.zip", zipped({{"b/deep.json", "1"},
                                                 {"top.json", "2"},
                                                 {"b/inner.zip", zipped({{"x", "y"}})},
                                                 {"b/inner.gz", gzipped("x")}})));
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all[0].name, "a.zip/top.json");
    EXPECT_EQ(all[0].text, "2");
    EXPECT_TRUE(all[0].of_folder);
    EXPECT_EQ(all[1].name, "a.zip/b/deep.json");
    for (const std::size_t nested : {2U, 3U}) {
        EXPECT_EQ(all[nested].code, ErrorCode::invalid);
        EXPECT_NE(all[nested].error.find("An archive within an archive is not read."),
                  std::string::npos);
    }
    const auto damaged = read(write("b.zip", "PK\x03\x04 and no more"));
    ASSERT_EQ(damaged.size(), 1U);
    EXPECT_FALSE(damaged[0].of_folder) << "it is told";
    EXPECT_NE(damaged[0].error.find("b.zip was not imported."), std::string::npos);
}

TEST_F(ImportSources, AnArchiveIsReadHoweverItIsPackedAndNamed) {
    const std::string tar = tarred({{"./b/deep.json", "1"}, {"./top.json", "2"}});
    for (const auto& [name, bytes] :
         {std::pair("a.tar", tar), std::pair("a.tgz", gzipped(tar)),
          std::pair("study", zstd_packed(tar)), std::pair("f/a.tar.gz", gzipped(tar)),
          std::pair("f/a.tar.zst", zstd_packed(tar))}) {
        const auto all = read(write(name, bytes));
        ASSERT_EQ(all.size(), 2U) << name;
        EXPECT_EQ(all[0].name, std::string(name) + "/top.json");
        EXPECT_EQ(all[0].text, "2");
        EXPECT_EQ(all[1].name, std::string(name) + "/b/deep.json");
    }
    EXPECT_EQ(read(folder() + "/f").size(), 4U) << "of a folder, too";
    EXPECT_EQ(read(write("a.json.zst", zstd_packed("{}"))).at(0).text, "{}");
}

TEST_F(ImportSources, OneBadEntryRefusesTheWholeArchive) {
    const auto all =
        read(write("a.tar.gz", gzipped(tarred({{"a.json", "1"}, {"../b.json", "2"}}))));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_NE(all[0].error.find("a.tar.gz was not imported. The archive is refused: ../b.json in "
                                "it leads out of it."),
              std::string::npos)
        << all[0].error;
    EXPECT_EQ(all[0].text, "");
}

TEST_F(ImportSources, ABundleOfLemIsNotTakenApart) {
    const auto all = read(write("run.lem", zstd_packed(tarred({{"result.json", "{}"}}))));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_NE(all[0].error.find("It is a bundle of lem, which lem submit publishes as it is."),
              std::string::npos);
}

TEST_F(ImportSources, AFolderMayHoldPackedFilesOfOtherKinds) {
    write("model.bin.gz", "\x1F\x8B and no more");
    write("notes.docx", zipped({{"word.xml", "x"}}));
    write("z.zip", zipped({{"in.json", "1"}}));
    const auto all = read(folder());
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].name, "model.bin.gz");
    EXPECT_EQ(all[0].error, "") << "its bytes are in no format";
    EXPECT_EQ(all[1].name, "notes.docx");
    EXPECT_EQ(all[1].error, "");
    EXPECT_EQ(all[2].name, "z.zip/in.json");
}

TEST_F(ImportSources, FilesThatMakeOneResultAreOneSource) {
    write("r/0001/0001_1_experiment_setup.json", R"({"model": "acme/tiny"})");
    write("r/0001/0001_2_experiment_variables.json", "{}");
    write("r/0001/0001_4_inference_metrics.json",
          R"({"inference_performance": {"total_inference_time_sec": 4}})");
    write("r/0001/other.json", "{}");
    const auto all = read(folder());
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].name, "r/0001/0001_parts.json");
    const auto results = interchange::import_results(all[0].text, std::string(64, 'a'), {});
    ASSERT_TRUE(results);
    EXPECT_EQ(results->at(0).model.name, "acme/tiny");
    write("r/0001/0001_4_inference_metrics.json", "{");
    EXPECT_NE(read(folder()).at(0).error.find("0001_parts.json was not imported."),
              std::string::npos);
    write("r/0001/0001_4_inference_metrics.json", std::string(5'000'000, ' '));
    EXPECT_NE(read(folder()).at(0).error.find("is too large for a part of a result"),
              std::string::npos);
    const auto zip = read(write("z.zip", zipped({{"0001_1_experiment_setup.json", "{}"},
                                                 {"0001_4_inference_metrics.json", "{}"}})));
    ASSERT_EQ(zip.size(), 1U) << "in an archive, too";
    EXPECT_EQ(zip[0].name, "z.zip/0001_parts.json");
}

// A run with two tests on one GPU; a run whose accelerator and system are gone; one without tests.
const std::string localscore =
    "CREATE TABLE accelerators(id INTEGER PRIMARY KEY, name, type, memory_gb, manufacturer);"
    "CREATE TABLE benchmark_systems(id INTEGER PRIMARY KEY, cpu_name, cpu_arch, ram_gb, "
    "kernel_type, kernel_release, system_version);"
    "CREATE TABLE runtimes(id INTEGER PRIMARY KEY, name, version, commit_hash);"
    "CREATE TABLE models(id INTEGER PRIMARY KEY, name, params);"
    "CREATE TABLE model_variants(id INTEGER PRIMARY KEY, model_id, quantization);"
    "CREATE TABLE benchmark_runs(id INTEGER PRIMARY KEY, system_id, accelerator_id, "
    "model_variant_id, runtime_id);"
    "CREATE TABLE test_results(id INTEGER PRIMARY KEY, benchmark_run_id, name, n_prompt, n_gen, "
    "avg_time_ms, power_watts, prompt_tps, gen_tps, prompt_tps_watt, gen_tps_watt, ttft_ms);"
    "INSERT INTO accelerators VALUES (1, 'NVIDIA L4', 'GPU', 24.0, 'NVIDIA');"
    "INSERT INTO benchmark_systems VALUES (1, 'CPU', 'x86_64', 64.0, 'Linux', '6.8', 'host-1');"
    "INSERT INTO runtimes VALUES (1, 'llamafile', '0.9.1', 'abc');"
    "INSERT INTO models VALUES (1, 'Acme Tiny 1B', 1000000000);"
    "INSERT INTO model_variants VALUES (1, 1, 'Q4_K - Medium');"
    "INSERT INTO benchmark_runs VALUES (1, 1, 1, 1, 1), (2, 9, 9, 1, 9), (3, 1, 1, 1, 1);"
    "INSERT INTO test_results VALUES (1, 1, 'pp10+tg100', 10, 100, 2000.0, 300.0, 1, 50, 1, 1, 5), "
    "(2, 1, 'pp10+tg10', 10, 10, 1000.0, 0.0, 1, 10, 1, 1, 5), "
    "(3, 2, 'pp10+tg10', 10, 10, 1000.0, 40.0, 1, 10, 1, 1, 5), "
    "(4, 77, 'of no run', 10, 10, 1000.0, 40.0, 1, 10, 1, 1, 5);";

TEST_F(ImportSources, ADatabaseOfLocalScoreHasAResultForEachTest) {
    const std::string bytes = sqlite_bytes(localscore);
    const auto all = read(write("l.db", bytes));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].kept, bytes) << "the original is the database";
    const auto results = interchange::import_results(all[0].text, std::string(64, 'a'), {});
    ASSERT_TRUE(results);
    ASSERT_EQ(results->size(), 3U);
    const domain::Result &metered = results->at(0), &unmetered = results->at(1);
    EXPECT_EQ(metered.provenance->format, "localscore");
    EXPECT_EQ(metered.model.name, "Acme-Tiny-1B");
    EXPECT_EQ(metered.model.precision, "q4_k");
    EXPECT_EQ(metered.engine.version, "llamafile-0.9.1");
    EXPECT_EQ(metered.environment.devices.at(0).name, "NVIDIA L4");
    EXPECT_NEAR(metered.cycles.at(0).energy.energy_joules.value_or(0), 600, 1e-9);
    EXPECT_EQ(unmetered.cycles.at(0).energy.energy_joules, std::nullopt) << "0 W is unknown";
    EXPECT_TRUE(results->at(2).environment.devices.empty()) << "its accelerator is not there";
    EXPECT_EQ(results->at(2).cycles.at(0).energy.energy_joules, std::nullopt)
        << "power of what is not known";
    EXPECT_EQ(all[0].text.find("of no run"), std::string::npos);
}

TEST_F(ImportSources, AnotherDatabaseIsToldApart) {
    const std::string other = write("f/o.db", sqlite_bytes("CREATE TABLE t(a)"));
    EXPECT_EQ(read(other).at(0).code, ErrorCode::unsupported_media_type);
    EXPECT_NE(read(other)[0].error.find("It is a SQLite database, but not LocalScore's: it has no "
                                        "table benchmark_runs."),
              std::string::npos)
        << read(other)[0].error;
    const std::string whole = sqlite_bytes(localscore);
    const auto cut = read(write("c.db", whole.substr(0, whole.size() / 2 / 4096 * 4096)));
    EXPECT_NE(cut.at(0).error.find("it is cut off: its header states"), std::string::npos);
    EXPECT_EQ(cut[0].code, ErrorCode::invalid);
    const auto old = read(write(
        "d.db", sqlite_bytes(localscore + "ALTER TABLE test_results DROP COLUMN power_watts")));
    EXPECT_NE(old.at(0).error.find("no such column: power_watts"), std::string::npos);
    const auto empty = read(write("e.db", sqlite_bytes(localscore + "DELETE FROM test_results")));
    EXPECT_NE(empty.at(0).error.find("has no test that belongs to a run"), std::string::npos);
    write("l.db-wal", "changes");
    const auto open = read(write("l.db", whole));
    EXPECT_EQ(open.at(0).code, ErrorCode::conflict);
    EXPECT_NE(open[0].error.find("l.db-wal beside it has changes"), std::string::npos);
}

TEST_F(ImportSources, ALongNameInADatabaseIsRefused) {
    const std::string bytes =
        sqlite_bytes(localscore + "UPDATE models SET name = CAST(zeroblob(2000) AS TEXT)");
    EXPECT_THROW(localscore_documents(bytes), Error);
}

TEST(LocalscoreDatabase, ThePublishedOneHasItsTests) {
    const fs::path path = test::samples / "localscore" / "db.sqlite";
    if (!fs::exists(path)) return;
    const auto results = interchange::import_results(localscore_documents(test::read_file(path)),
                                                     std::string(64, 'a'), {});
    ASSERT_TRUE(results);
    EXPECT_EQ(results->size(), 117U);
    const auto metered = std::ranges::count_if(*results, [](const domain::Result& result) {
        return result.cycles.at(0).energy.energy_joules.has_value();
    });
    EXPECT_LE(metered, 90) << "27 tests state 0 W";
    EXPECT_GT(metered, 0);
    EXPECT_NEAR(results->at(0).cycles.at(0).energy.energy_joules.value_or(0),
                286.565338 * 0.392924316, 1e-9);
}

}  // namespace
}  // namespace lem::cli
