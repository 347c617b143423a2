#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "nnlite/layers/sequential.hpp"

namespace nnlite {

namespace detail {

std::string with_commas(std::size_t number);

// "136.04 KB"; the units are powers of 1024.
std::string size_text(double bytes);

std::string batch_shape_text(const Shape& sample);

// Cut or filled to `width` characters (ASCII), at the left or the right side.
std::string cell(const std::string& text, std::size_t width, bool right);

// The numbers of a layer as Keras counts them: BatchNorm's running statistics are not trainable.
// What is in several places counts once, what build() has not made not at all.
struct ParameterCounts {
    std::size_t trainable = 0, fixed = 0;
};
template <class T>
ParameterCounts parameter_counts(Layer<T>& layer) {
    struct Count : Visitor<T> {
        ParameterCounts counts;
        std::set<const void*> seen;
        void parameter(const std::string&, Variable<T>& variable) override {
            if (variable.is_unset() || !seen.insert(variable.node().get()).second) { return; }
            (variable.requires_gradient() ? counts.trainable : counts.fixed) += variable.size();
        }
        void buffer(const std::string&, Tensor<T>& values) override {
            const bool is_set = values.dimension() > 0;
            if (is_set && seen.insert(&values).second) { counts.fixed += values.size(); }
        }
    } count;
    layer.visit(count);
    return count.counts;
}

class SummaryTable {
   public:
    explicit SummaryTable(std::size_t line_length)
        : widths_{line_length * 45 / 100 - 1, line_length * 80 / 100 - line_length * 45 / 100 - 2,
                  line_length - line_length * 80 / 100 - 1} {}

    std::string header() const;
    std::string row(const std::vector<std::string>& cells, const char* bar = "│") const;
    std::string separator() const { return rule("├", "─", "┼", "┤"); }
    std::string footer() const { return rule("└", "─", "┴", "┘"); }

   private:
    std::string rule(const char* left, const char* line, const char* cross,
                     const char* right) const;
    std::size_t widths_[3];  // between the lines
};

}  // namespace detail

/// The layers of a built network as Keras' summary() shows them: a box table of each layer's name
/// and class, output shape and number of parameters, then the totals with their sizes in memory.
/// BatchNorm's running statistics are parameters here, not trainable ones.
/// `optimizer_values` (0: not trained yet) are counted in the total, as Keras does.
/// Throws: ValueError if line_length is below 11.
template <class T>
std::string summary_text(Sequential<T>& network, std::size_t optimizer_values = 0,
                         std::size_t line_length = 80) {
    if (line_length < 11) {
        fail<ValueError>("summary: expected a line_length of at least 11, got ", line_length);
    }
    const detail::SummaryTable table(line_length);
    std::string text = "Model: \"sequential\"\n" + table.header();
    bool first = true;
    for (const auto& entry : network.entries()) {
        if (!first) { text += table.separator(); }
        first = false;
        const auto [trainable, fixed] = detail::parameter_counts(*entry.layer);
        text += table.row({entry.name + " (" + entry.layer->type() + ")",
                           detail::batch_shape_text(entry.output),
                           detail::with_commas(trainable + fixed)});
    }
    text += table.footer();
    const auto [trainable, fixed] = detail::parameter_counts<T>(network);
    const auto total = [&](const char* name, std::size_t count) {
        text += std::string(" ") + name + ": " + detail::with_commas(count) + " (" +
                detail::size_text(double(count * sizeof(T))) + ")\n";
    };
    total("Total params", trainable + fixed + optimizer_values);
    total("Trainable params", trainable);
    total("Non-trainable params", fixed);
    if (optimizer_values > 0) { total("Optimizer params", optimizer_values); }
    return text;
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/summary_impl.hpp"
#endif
