/// Databases of strangers: what is read, and what is refused.

#include "platform/sql/foreign_sqlite.hpp"

#include "support/sqlite_bytes.hpp"

namespace lem::sql {
namespace {

using test::sqlite_bytes;

template <class Use>
std::string refusal_of(std::string bytes, Use use) {
    try {
        ForeignSqlite database(std::move(bytes));
        use(database);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
        return error.message();
    }
    return "";
}

std::string refusal(std::string bytes, const std::string& select = "SELECT * FROM t") {
    return refusal_of(std::move(bytes), [&](ForeignSqlite& database) {
        database.for_each(select, 100, [](const Row&) {});
    });
}

std::vector<Row> rows(const std::string& bytes, const std::string& select) {
    ForeignSqlite database(bytes);
    std::vector<Row> all;
    database.for_each(select, 100, [&](const Row& row) { all.push_back(row); });
    return all;
}

const std::string plain =
    "CREATE TABLE t(a INTEGER, b REAL, c TEXT); INSERT INTO t VALUES (1, 2.5, 'x'), (NULL, 3, '')";

TEST(ForeignSqlite, GivesTheRowsOfATable) {
    const auto all = rows(sqlite_bytes(plain), "SELECT a, b, c FROM t");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0], (Row{std::int64_t{1}, 2.5, std::string("x")}));
    EXPECT_EQ(all[1], (Row{Value{}, 3.0, std::string()}));
    ForeignSqlite database(sqlite_bytes(plain));
    EXPECT_TRUE(database.has_table("t"));
    EXPECT_FALSE(database.has_table("u"));
}

TEST(ForeignSqlite, AWriteAheadLogThatWasClosedIsNoHindrance) {
    EXPECT_EQ(rows(sqlite_bytes("PRAGMA journal_mode=WAL; " + plain), "SELECT a FROM t").size(),
              2U);
}

TEST(ForeignSqlite, WhatIsNoWholeDatabaseIsRefused) {
    const std::string whole = sqlite_bytes(plain);
    EXPECT_EQ(refusal("{}"), "The database is refused: it is no SQLite database.");
    EXPECT_EQ(refusal(whole.substr(0, 60)),
              "The database is refused: it is cut off within its header.");
    EXPECT_EQ(refusal(whole.substr(0, 4096)),
              "The database is refused: it is cut off: its header states 2 pages of 4096 bytes.");
    EXPECT_EQ(refusal(whole + "a"),
              "The database is refused: it is cut off within a page of 4096 bytes.");
    std::string no_page = whole;
    no_page[16] = no_page[17] = 3;
    EXPECT_EQ(refusal(no_page),
              "The database is refused: its header states no possible size of a page.");
    std::string damaged = whole;
    damaged.replace(4096, 200, 200, '\x55');
    EXPECT_TRUE(refusal(damaged).starts_with("The database is refused: it is damaged: "));
}

TEST(ForeignSqlite, OnlyTablesAreRead) {
    EXPECT_EQ(refusal(sqlite_bytes("CREATE TABLE u(a); CREATE VIEW t AS SELECT a FROM u")),
              "The database is refused: access to view \"t\" prohibited.");
    ForeignSqlite view(sqlite_bytes("CREATE TABLE u(a); CREATE VIEW t AS SELECT a FROM u"));
    EXPECT_FALSE(view.has_table("t"));
    const std::string whole = sqlite_bytes(plain);
    for (const char* statement :
         {"DELETE FROM t", "PRAGMA journal_mode", "SELECT load_extension('x')", "ATTACH 'x' AS y",
          "SELECT count(*) FROM t", "CREATE TABLE v(a)"})
        EXPECT_NE(refusal(whole, statement), "") << statement;
}

TEST(ForeignSqlite, RowsValuesAndWorkHaveLimits) {
    const std::string counted =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 101) INSERT INTO t SELECT i FROM n";
    EXPECT_EQ(refusal(sqlite_bytes("CREATE TABLE t(a); " + counted)),
              "The database is refused: a table in it has more than 100 rows.");
    EXPECT_EQ(refusal(sqlite_bytes("CREATE TABLE t(a); INSERT INTO t VALUES (zeroblob(2000000))")),
              "The database is refused: a value in it is larger than 1024 KiB.");
    EXPECT_EQ(
        refusal(sqlite_bytes("CREATE TABLE t(a); INSERT INTO t VALUES (CAST(x'FF' AS TEXT))")),
        "The database is refused: the column a has text that is not UTF-8.");
    EXPECT_EQ(refusal(sqlite_bytes("CREATE TABLE t(a); " + counted),
                      "SELECT 1 FROM t a, t b, t c, t d WHERE a.a + b.a + c.a + d.a < 0"),
              "The database is refused: reading it takes more work than is allowed.");
}

}  // namespace
}  // namespace lem::sql
