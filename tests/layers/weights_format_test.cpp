// A format that the library does not know: all that save_weights() and load_weights() need of one.
#include <cstdint>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/layers/weights_file.hpp"
#include "nnlite/random/counter.hpp"
#include "nnlite/serialization/all.hpp"
#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/temporary_file.hpp"

using nnlite::FileError;
using nnlite::ValueError;
using nnlite::WeightLayout;
using nnlite::detail::InputFile;

namespace {

struct ToyOptions {
    std::map<std::string, std::string> metadata = {};
    bool comment = false;  // its own
};

// Lines "# key value", then "name type extents", an empty line, the numbers.
class ToyFile : public nnlite::detail::TensorFile {
   public:
    explicit ToyFile(const InputFile& file) : TensorFile(file) {
        std::string all(file.size(), ' '), line;
        file.read(0, all.data(), all.size());
        std::istringstream lines(all);
        while (std::getline(lines, line) && !line.empty()) {
            std::istringstream words(line);
            std::string name, type;
            words >> name >> type;
            if (name == "#") {
                words >> metadata_[type];
                continue;
            }
            const auto found = nnlite::detail::find_element_type(
                &nnlite::detail::ElementTypeFacts::safetensors, type);
            if (!found) { file.fail(name, ": expected a type, got ", type); }
            entries_.push_back({name, {}, *found});
            for (std::size_t extent = 0; words >> extent;) {
                entries_.back().shape.push_back(extent);
            }
        }
        auto at = static_cast<std::uint64_t>(lines.tellg());
        for (auto& entry : entries_) {
            entry.begin = at;
            at = entry.end = at + *nnlite::detail::byte_count(entry.shape, entry.type);
        }
    }
};

struct Toy {
    static constexpr std::string_view name = "toy", endings[] = {".toy", ".toys"};
    using Options = ToyOptions;
    using File = ToyFile;
    static void write(nnlite::AtomicFile& file,
                      const std::vector<nnlite::detail::TensorView>& tensors,
                      const ToyOptions& options) {
        if (options.comment) { file.write("# by me\n"); }
        for (const auto& [key, value] : options.metadata) {
            file.write("# " + key + ' ' + value + '\n');
        }
        for (const auto& tensor : tensors) {
            std::string line = tensor.name;
            line.append(" ").append(nnlite::detail::type_name(tensor.type));
            for (const std::size_t extent : tensor.shape) { line += ' ' + std::to_string(extent); }
            file.write(line + '\n');
        }
        file.write("\n");
        for (const auto& tensor : tensors) { file.write(tensor.data, tensor.bytes()); }
    }
};

template <class... Formats>
constexpr nnlite::detail::TypeList<Formats..., Toy> with_toy(nnlite::detail::TypeList<Formats...>) {
    return {};
}
constexpr auto formats = with_toy(nnlite::detail::AllFormats{});

nnlite::Sequential<> toy_network(std::uint64_t seed) {
    nnlite::Sequential<> layers(nnlite::Linear(3), nnlite::Linear(2));
    nnlite::CounterGenerator generator(seed);
    layers.build({4}, generator);
    return layers;
}

}  // namespace

TEST_CASE("a third format: save_weights, load_weights") {
    auto from = toy_network(1), to = toy_network(2);
    for (const std::string name : {"w.toy", "w.toys", "w.npz", "w.safetensors"}) {
        for (const auto layout : {WeightLayout::nnlite, WeightLayout::torch, WeightLayout::keras}) {
            INFO(name);
            const TemporaryFile file(name);
            nnlite::detail::save_weights(formats, file.path(), from, {.layout = layout});
            to = toy_network(2);
            // .npz alone does not say which layout it has
            nnlite::detail::load_weights(
                formats, file.path(), to,
                {.layout = name == "w.npz" ? std::optional(layout) : std::nullopt});
            REQUIRE((nnlite::state_dict(to) == nnlite::state_dict(from)));
        }
    }
    const TemporaryFile file("w.toy");
    nnlite::detail::save_weights(formats, file.path(), from,
                                 {.layout = WeightLayout::torch,
                                  .names = {{"0", "first"}},
                                  .compress = true,
                                  .metadata = {{"a", "b"}}});
    const std::string header =
        "# a b\n# format pt\nfirst.weight F32 3 4\nfirst.bias F32 3\n1.weight F32 2 3\n"
        "1.bias F32 2\n\n";
    REQUIRE(prefix(file_bytes(file.path()), header.size()) == bytes_of(header));
}

TEST_CASE("a third format: list, read, write") {
    const TemporaryFile file("t.toy");
    const auto x = make_tensor<float>({2, 1}, {1, 2});
    const auto y = make_tensor<std::int64_t>({3}, {-1, 0, 7});
    nnlite::detail::write_tensors<Toy>(file.path(), {{"x", x}, {"y", y}}, {.comment = true});
    REQUIRE(file_bytes(file.path())[2] == 'b');
    const auto list = nnlite::detail::infos_of(ToyFile(InputFile("list_toy", file.path())));
    REQUIRE(list.size() == 2);
    REQUIRE(list[1].name == "y");
    REQUIRE(list[1].type == "I64");
    REQUIRE(list[0].shape == nnlite::Shape{2, 1});
    const InputFile input("read_toy", file.path());
    const ToyFile toy(input);
    REQUIRE((nnlite::detail::read_all<double>(toy, {}).at("y") ==
             make_tensor<double>({3}, {-1, 0, 7})));
    REQUIRE((nnlite::detail::read_one<std::int64_t>(toy, "y", {}) == y));
    const Bytes bytes = file_bytes(file.path());
    REQUIRE(
        (nnlite::detail::read_all<float>(ToyFile(InputFile("read_toy", "m", bytes)), {}).at("x") ==
         x));
}

TEST_CASE("a third format: messages") {
    auto network = toy_network(1);
    const std::string ending =
        "_weights: expected a path that ends in .safetensors, .npz, .toy or .toys, got w.h5";
    REQUIRE_ERROR(nnlite::detail::save_weights(formats, "w.h5", network, {}), ValueError,
                  "save" + ending);
    REQUIRE_ERROR(nnlite::detail::load_weights(formats, "w.h5", network, {}), ValueError,
                  "load" + ending);
    REQUIRE_ERROR(nnlite::detail::save_weights(nnlite::detail::TypeList<Toy>{}, "w", network, {}),
                  ValueError, "save_weights: expected a path that ends in .toy or .toys, got w");
    const TemporaryFile file("t.toy");
    const auto x = make_tensor<float>({2}, {0.5F, 2});
    REQUIRE_ERROR(nnlite::detail::write_tensors<Toy>(file.path(), {{"x", x}, {"x", x}}, {}),
                  ValueError, "write_toy: expected different names, got x twice");
    nnlite::detail::write_tensors<Toy>(file.path(), {{"x", x}}, {});
    const std::string place = "read_toy: " + file.path() + ": ";
    const InputFile input("read_toy", file.path());
    const ToyFile toy(input);
    REQUIRE_ERROR(nnlite::detail::read_one<float>(toy, "z", {}), FileError,
                  place + "expected a tensor z, got x");
    REQUIRE_ERROR(nnlite::detail::read_all<int>(toy, {}), FileError,
                  place + "x: expected values that I32 can hold, got 0.5");
    REQUIRE_ERROR(nnlite::detail::load_weights(formats, file.path(), network, {}), FileError,
                  "load_weights: " + file.path() +
                      ": the tensors do not fit the layer; missing 0.weight [4, 3]; missing "
                      "0.bias [3]; missing 1.weight [3, 2]; missing 1.bias [2]; surplus x [2]");
}
