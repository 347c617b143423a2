#include "nnlite/io/atomic_file.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using nnlite::AtomicFile;
using nnlite::FileError;
namespace fs = std::filesystem;

namespace {

std::size_t files_in(const std::string& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("AtomicFile: appears at commit") {
    const TemporaryFile folder("new");
    AtomicFile file("save", folder.path());
    file.write("12345");
    file.write("67");
    REQUIRE(file.size() == 7);
    file.overwrite(1, "xy");
    REQUIRE(!fs::exists(folder.path()));
    file.commit();
    REQUIRE(file_bytes(folder.path()) == bytes_of("1xy4567"));
    REQUIRE(files_in(folder.folder()) == 1);
}

TEST_CASE("AtomicFile: the old file stays until commit") {
    const TemporaryFile old("name", std::string("old"));
    {
        AtomicFile file("save", old.path());
        file.write("new and unfinished");
        REQUIRE(file_bytes(old.path()) == bytes_of("old"));
    }
    REQUIRE(file_bytes(old.path()) == bytes_of("old"));
    REQUIRE(files_in(old.folder()) == 1);
    AtomicFile first("save", old.path()), second("save", old.path());
    first.write("first");
    second.write("second");
    second.commit();
    first.commit();
    REQUIRE(file_bytes(old.path()) == bytes_of("first"));
    REQUIRE(files_in(old.folder()) == 1);
}

TEST_CASE("AtomicFile: permissions and links stay") {
    const TemporaryFile old("name", std::string("old"));
    fs::permissions(old.path(), fs::perms(0640));
    const std::string link = old.folder() + "/link";
    fs::create_symlink("name", link);
    AtomicFile file("save", link);
    file.write("new");
    file.commit();
    REQUIRE(fs::is_symlink(link));
    REQUIRE(file_bytes(old.path()) == bytes_of("new"));
    REQUIRE(fs::status(old.path()).permissions() == fs::perms(0640));
}

TEST_CASE("AtomicFile: links to files that do not exist yet") {
    const TemporaryFile place("name");
    const std::string folder = place.folder() + "/";
    fs::create_directory(folder + "inner");
    fs::create_symlink("inner/new", folder + "first");
    fs::create_symlink(folder + "first", folder + "second");
    for (const std::string content : {"one", "two"}) {
        AtomicFile file("save", folder + "second");
        file.write(content);
        file.commit();
        REQUIRE(file_bytes(folder + "inner/new") == bytes_of(content));
        REQUIRE(fs::is_symlink(folder + "first"));
        REQUIRE(fs::is_symlink(folder + "second"));
        REQUIRE(files_in(folder + "inner") == 1);
    }
    fs::create_symlink("circle", folder + "circle");
    REQUIRE_ERROR(
        AtomicFile("save", folder + "circle"), FileError,
        "save: " + folder + "circle: cannot be written (Too many levels of symbolic links)");
    fs::create_symlink("none/file", folder + "lost");
    REQUIRE_ERROR(AtomicFile("save", folder + "lost"), FileError,
                  "save: " + folder + "lost: cannot be written (No such file or directory)");
}

TEST_CASE("AtomicFile: names of up to 255 bytes") {
    const TemporaryFile place("name");
    for (const std::size_t size : {199, 200, 201, 230, 241, 255}) {
        const std::string path = place.folder() + "/" + std::string(size, 'n');
        AtomicFile file("save", path);
        file.write("text");
        file.commit();
        REQUIRE(file_bytes(path) == bytes_of("text"));
    }
    REQUIRE_ERROR(AtomicFile("save", place.folder() + "/" + std::string(256, 'n')), FileError,
                  "save: " + place.folder() + "/" + std::string(256, 'n') +
                      ": cannot be written (File name too long)");
    const pid_t writer = fork();
    if (writer == 0) { _exit(0); }
    waitpid(writer, nullptr, 0);
    const std::size_t before = files_in(place.folder());
    place.add(std::string(200, 'n') + '.' + std::to_string(writer) + "_0.tmp", {});
    AtomicFile::remove_leftovers(place.folder() + "/" + std::string(255, 'n'));
    REQUIRE(files_in(place.folder()) == before);
}

TEST_CASE("AtomicFile: errors") {
    REQUIRE_ERROR(AtomicFile("save", "/no/such/folder/file"), FileError,
                  "save: /no/such/folder/file: cannot be written (No such file or directory)");
    REQUIRE_ERROR(AtomicFile("save", "/dev/null"), FileError,
                  "save: /dev/null: expected a regular file or none");
}

TEST_CASE("AtomicFile: a writer is killed") {
    const TemporaryFile file("name", Bytes(1 << 20, 'a'));
    for (int round = 0; round < 10; ++round) {
        const pid_t writer = fork();
        if (writer == 0) {
            for (char letter = 'b'; true; letter = letter == 'z' ? 'a' : char(letter + 1)) {
                AtomicFile next("save", file.path());
                for (int i = 0; i < 16; ++i) { next.write(std::string(1 << 16, letter)); }
                next.commit();
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1 + 3 * round));
        kill(writer, SIGKILL);
        waitpid(writer, nullptr, 0);
        const Bytes bytes = file_bytes(file.path());
        REQUIRE(bytes.size() == 1 << 20);
        REQUIRE(std::count(bytes.begin(), bytes.end(), bytes[0]) == 1 << 20);
    }
}

TEST_CASE("AtomicFile: what killed writers have left is removed") {
    const TemporaryFile file("name", std::string("whole"));
    const pid_t writer = fork();
    if (writer == 0) { _exit(0); }
    waitpid(writer, nullptr, 0);
    file.add("name." + std::to_string(writer) + "_0.tmp", {});
    for (const std::string other : {"name.other.tmp", "name.1", "other.1_0.tmp"}) {
        file.add(other, {});
    }
    const AtomicFile running("save", file.path());
    REQUIRE(files_in(file.folder()) == 6);
    AtomicFile::remove_leftovers(file.path());
    REQUIRE(files_in(file.folder()) == 5);
    AtomicFile::remove_leftovers("/no/such/folder/name");
}

TEST_CASE("AtomicFile: a full disk") {
    const TemporaryFile old("name", std::string("old"));
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit small{1000, limit.rlim_max};
    const auto before = std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    std::string error = "nothing was thrown";
    try {
        AtomicFile file("save", old.path());
        file.write(std::string(2000, 'x'));
    } catch (const FileError& caught) { error = caught.what(); }
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, before);
    REQUIRE(error == "save: " + old.path() + ": cannot be written (File too large)");
    REQUIRE(file_bytes(old.path()) == bytes_of("old"));
    REQUIRE(files_in(old.folder()) == 1);
}

TEST_CASE("write_file: the old file stays until the new one is complete") {
    const TemporaryFile file("f", std::string("old"));
    fs::create_symlink(file.path(), file.folder() + "/link");
    std::ifstream before(file.path());
    nnlite::detail::write_file("save", file.folder() + "/link", "new text");
    REQUIRE(std::string(std::istreambuf_iterator<char>(before), {}) == "old");
    REQUIRE(file_bytes(file.path()) == bytes_of("new text"));
    REQUIRE(fs::is_symlink(file.folder() + "/link"));
    REQUIRE(files_in(file.folder()) == 2);
    nnlite::detail::write_file("save", "/dev/null", "text");
    // One that is open under another name, as /dev/stdout may be, is not replaced.
    struct stat open {
    }, after{};
    REQUIRE(stat(file.path().c_str(), &open) == 0);
    const int descriptor = ::open(file.path().c_str(), O_RDWR);
    nnlite::detail::write_file("save", "/proc/self/fd/" + std::to_string(descriptor), "in place");
    ::close(descriptor);
    REQUIRE(stat(file.path().c_str(), &after) == 0);
    REQUIRE(after.st_ino == open.st_ino);
    REQUIRE(file_bytes(file.path()) == bytes_of("in place"));
    for (const std::string& path : {file.folder(), file.folder() + "/none/f"}) {
        REQUIRE_ERROR(nnlite::detail::write_file("save", path, "text"), FileError,
                      "save: cannot write " + path);
    }
    if (fs::exists("/dev/full")) {
        REQUIRE_ERROR(nnlite::detail::write_file("save", "/dev/full", "text"), FileError,
                      "save: cannot write /dev/full");
    }
}
