#include "common/postgres_server.hpp"

#include "base/error.hpp"

#include <libpq-fe.h>
#include <thread>
#include <unistd.h>

namespace lem::bench {
namespace {

namespace fs = std::filesystem;

fs::path server_programs() {
    fs::path newest;
    const fs::path versions = "/usr/lib/postgresql";
    if (fs::exists(versions)) {
        for (const auto& version : fs::directory_iterator(versions)) {
            if (fs::exists(version.path() / "bin" / "postgres") && version.path() > newest)
                newest = version.path();
        }
    }
    if (newest.empty())
        throw Error(ErrorCode::unavailable,
                    "PostgreSQL is not installed: install postgresql, or use --no-postgres.");
    return newest / "bin";
}

}  // namespace

PostgresServer::PostgresServer(const fs::path& folder) {
    const fs::path programs = server_programs(), data = folder / "data";
    fs::create_directories(folder);
    // PostgreSQL refuses to run as root.
    std::vector<std::string> as_user;
    if (geteuid() == 0) {
        as_user = {"runuser", "-u", "postgres", "--"};
        fs::permissions(folder.parent_path(), fs::perms(0755));
        if (!process::output_of({"chown", "postgres", folder.string()}))
            throw Error(ErrorCode::unavailable, "There is no user postgres to run PostgreSQL as.");
    }
    auto command = as_user;
    command.insert(command.end(), {(programs / "initdb").string(), "-D", data.string(), "-U", "lem",
                                   "-A", "trust", "--no-sync", "--locale=C.UTF-8"});
    if (!process::output_of(command))
        throw Error(ErrorCode::unavailable, "initdb failed in " + folder.string() + ".");
    command = as_user;
    command.insert(command.end(), {(programs / "postgres").string(), "-D", data.string()});
    for (const std::string setting :
         {"listen_addresses=", "shared_buffers=2GB", "work_mem=256MB", "maintenance_work_mem=1GB",
          "effective_cache_size=8GB", "random_page_cost=1.1", "max_wal_size=8GB", "jit=off"})
        command.insert(command.end(), {"-c", setting});
    command.insert(command.end(), {"-c", "unix_socket_directories=" + folder.string()});
    process_ = std::make_unique<process::Process>(command, folder.parent_path() / "postgres.log");
    url_ = "postgresql://lem@/postgres?host=" + folder.string();
    for (int i = 0; i < 200 && PQping(url_.c_str()) != PQPING_OK; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
}

PostgresServer::~PostgresServer() {
    process_->stop(std::chrono::seconds(20));
}

}  // namespace lem::bench
