#pragma once

// What the examples' pictures share. Compiled once, in pictures.cpp.

#include <nnlite/nnlite.hpp>
#include <span>
#include <string>
#include <vector>

#include "program.hpp"

namespace example {

// The folder that --out names; false without --out.
class PictureFolder {
   public:
    explicit PictureFolder(const Flags& flags) : folder_(flags.out) {}
    explicit operator bool() const { return !folder_.empty(); }

    // Writes <folder>/<name> and says so.
    void write(const std::string& name, const nnlite::Picture& picture) const;

    // The same of charts, which gnuplot draws, and of a graph in Graphviz's language; or says that
    // the program is not installed.
    void write(const std::string& name, const std::vector<nnlite::LineChart>& charts) const;
    void write(const std::string& name, const std::string& graph) const;

    // Says why <folder>/<name> is not written.
    void leave_out(const std::string& name, const std::string& reason) const;

   private:
    std::string path(const std::string& name) const { return folder_ + "/" + name; }

    std::string folder_;
};

// "Filter 0", "Filter 1", ...
std::vector<std::string> numbered(const std::string& name, std::size_t count);

// The weights [side * side, neurons] of the first neurons, at most `count`, as tiles for
// image_grid: [1, side, side, neurons].
nnlite::Tensor<> neuron_tiles(const nnlite::Tensor<>& weights, std::size_t side, std::size_t count);

// The pictures of some rows, gray from 0 to 255, with what a classifier said of them as captions:
// blue where it is right, red where it is wrong.
struct Answers {
    const nnlite::ImageData& data;
    nnlite::Labels predicted;        // [n]
    nnlite::Tensor<> probabilities;  // [n, classes]

    Answers(const nnlite::ImageData& pictures, const nnlite::Tensor<>& scores);

    // The rows that are wrong, the first ones.
    std::vector<std::size_t> mistakes(std::size_t count) const;

    // `numbered` puts the row's number before what was predicted.
    nnlite::Picture grid(std::span<const std::size_t> rows, const std::string& heading,
                         bool numbered) const;

    // predictions.png, the first 15 in three rows; mistakes.png, the first 10 in two;
    // confusion.png.
    void write(const PictureFolder& out) const;
};

}  // namespace example
