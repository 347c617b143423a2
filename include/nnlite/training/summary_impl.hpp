#pragma once

#include <cstddef>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/training/summary.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The parameters of a layer as Keras counts them: BatchNorm's running statistics are not trainable.
// A parameter used in several places counts once; before build() there are none.
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

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
std::string summary_text(Sequential<T>& network, std::size_t optimizer_values,
                         std::size_t line_length) {
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

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE std::string with_commas(std::size_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t i = digits.size(); i > 3; i -= 3) { digits.insert(i - 3, 1, ','); }
    return digits;
}

NNLITE_INLINE std::string size_text(double bytes) {
    const char* units[] = {"B", "KB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    while (bytes >= 1024 && unit + 1 < std::size(units)) {
        bytes /= 1024;
        ++unit;
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.2f %s", bytes, units[unit]);
    return text;
}

NNLITE_INLINE std::string batch_shape_text(const Shape& sample) {
    std::string text = "(None";
    for (const std::size_t extent : sample) { text += text_of(", ", extent); }
    return text + (sample.empty() ? ",)" : ")");
}

NNLITE_INLINE std::string cell(const std::string& text, std::size_t width, bool right) {
    const std::string cut = text.substr(0, width);
    const std::string space(width - cut.size(), ' ');
    return right ? space + cut : cut + space;
}

NNLITE_INLINE std::string SummaryTable::header() const {
    return rule("┏", "━", "┳", "┓") + row({"Layer (type)", "Output Shape", "Param #"}, "┃") +
           rule("┡", "━", "╇", "┩");
}

NNLITE_INLINE std::string SummaryTable::row(const std::vector<std::string>& cells,
                                            const char* bar) const {
    std::string line = bar;
    for (std::size_t i = 0; i < 3; ++i) {
        line += " " + cell(cells[i], widths_[i] - 2, i == 2) + " " + bar;
    }
    return line + "\n";
}

NNLITE_INLINE std::string SummaryTable::rule(const char* left, const char* line, const char* cross,
                                             const char* right) const {
    std::string text = left;
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t k = 0; k < widths_[i]; ++k) { text += line; }
        text += i == 2 ? right : cross;
    }
    return text + "\n";
}

}  // namespace nnlite::detail
