#pragma once

// The common part of the examples' pictures. Compiled once, in pictures.cpp.

#include <nnlite/nnlite.hpp>
#include <nnlite/viz.hpp>
#include <string>
#include <utility>
#include <vector>

#include "program.hpp"

namespace example {

// The folder that --out names; false without --out.
class PictureFolder {
   public:
    explicit PictureFolder(const Flags& flags) : folder_(flags.out) {}
    explicit operator bool() const { return !folder_.empty(); }

    // Writes <folder>/<name> and says so.
    void write(const std::string& name, const nnlite::viz::Picture& picture);
    void write(const std::string& name, const nnlite::viz::Report& report) const;

    // The same for charts, drawn by gnuplot, and for a graph in Graphviz's language; or prints that
    // the program is not installed.
    void write(const std::string& name, const std::vector<nnlite::viz::LineChart>& charts) const;
    void write(const std::string& name, const std::string& graph) const;

    // Prints why <folder>/<name> is not written.
    void leave_out(const std::string& name, const std::string& reason) const;

    // Those written so far, by name.
    const std::vector<std::pair<std::string, nnlite::viz::Picture>>& pictures() const {
        return pictures_;
    }

   private:
    std::string path(const std::string& name) const { return folder_ + "/" + name; }

    std::string folder_;
    std::vector<std::pair<std::string, nnlite::viz::Picture>> pictures_;
};

// A picture file in gray, [height, width]; where stb was installed when this was compiled.
nnlite::Tensor<std::uint8_t> read_gray(const std::string& path);

// "Filter 0", "Filter 1", ...
std::vector<std::string> numbered(const std::string& name, std::size_t count);

// The weights [side * side, neurons] of the first neurons, at most `count`, as tiles for
// image_grid: [1, side, side, neurons].
nnlite::Tensor<> neuron_tiles(const nnlite::Tensor<>& weights, std::size_t side, std::size_t count);

// The pictures of a classifier, from gray pictures (0 to 255) and the model's scores for them:
// predictions.png, the first 15; mistakes.png, the first 10; confusion.png, history.svg and
// network.svg; and report.html, a page with all that and with what was written before.
void write_run(PictureFolder& out, const Flags& flags, const std::string& title,
               nnlite::Model<>& model, const nnlite::History& history,
               const nnlite::ImageData& data, const nnlite::Tensor<>& scores);

}  // namespace example
