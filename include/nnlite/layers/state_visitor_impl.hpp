#pragma once

#include <string_view>

#include "nnlite/core/inline.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/layers/state_visitor.hpp"

namespace nnlite::detail {

NNLITE_INLINE const char* keras_name(std::string_view type, std::string_view name) {
    struct Row {
        std::string_view type, name;
        const char* keras;
    };
    static constexpr Row rows[] = {{"Linear", "weight", "kernel"},
                                   {"Linear", "bias", "bias"},
                                   {"Conv", "weight", "kernel"},
                                   {"Conv", "bias", "bias"},
                                   {"DepthwiseConv", "weight", "kernel"},
                                   {"DepthwiseConv", "bias", "bias"},
                                   {"BatchNorm", "weight", "gamma"},
                                   {"BatchNorm", "bias", "beta"},
                                   {"BatchNorm", "running_mean", "moving_mean"},
                                   {"BatchNorm", "running_var", "moving_variance"},
                                   {"LayerNorm", "weight", "gamma"},
                                   {"LayerNorm", "bias", "beta"},
                                   {"Embedding", "weight", "embeddings"}};
    for (const Row& row : rows) {
        if (type.starts_with(row.type) && name == row.name) { return row.keras; }
    }
    fail<ValueError>(
        "WeightLayout::keras: expected layers whose weights Keras keeps alike (Linear, ",
        "Conv, BatchNorm, LayerNorm, Embedding), got ", type, " with ", name);
}

}  // namespace nnlite::detail
