#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/tensor.hpp"
#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/optimizers/optimizer.hpp"
#include "nnlite/random/generator.hpp"
#include "nnlite/training/history.hpp"

// A model's file is a safetensors file: the weights by their dotted names, "optimizer.state", and
// in the metadata "format": "nnlite" and "nnlite.model", a JSON text, which is a ModelHeader.

namespace nnlite::inline NNLITE_ABI::detail {

inline constexpr std::string_view optimizer_state_name = "optimizer.state";
inline constexpr std::string_view training_prefix = "training.";  // of a Checkpoint's tensors
inline constexpr const char* model_key = "nnlite.model";

struct MetricHeader {
    std::string name, type;

    static constexpr auto fields() {
        return field_list(Field("name", &MetricHeader::name), Field("type", &MetricHeader::type));
    }
};

struct CompileHeader {
    std::string loss;
    Json loss_options;
    Json optimizer;
    std::vector<MetricHeader> metrics;
    double clip_norm = 0, clip_value = 0;

    static constexpr auto fields() {
        return field_list(Field("loss", &CompileHeader::loss),
                          Field("loss_options", &CompileHeader::loss_options),
                          Field("optimizer", &CompileHeader::optimizer),
                          Field("metrics", &CompileHeader::metrics),
                          Field("clip_norm", &CompileHeader::clip_norm),
                          Field("clip_value", &CompileHeader::clip_value));
    }
};

// The optimizer's state besides its tensor.
struct OptimizerHeader {
    double learning_rate = 0;
    std::vector<GroupOptions> groups;

    static constexpr auto fields() {
        return field_list(Field("learning_rate", &OptimizerHeader::learning_rate),
                          Field("groups", &OptimizerHeader::groups));
    }
};

// The content of a model's file besides its tensors.
struct ModelHeader {
    static constexpr std::uint64_t newest = 1;

    std::uint64_t version = newest;
    Shape sample;
    Json network;                                   // architecture_of() it
    std::map<std::string, std::uint64_t> counters;  // see Visitor::counter
    std::vector<std::string> frozen;                // parameters that are not trained
    std::optional<CompileHeader> compile;
    std::optional<OptimizerHeader> optimizer;
    Json generator;
    History history;

    static constexpr auto fields() {
        return field_list(
            Field("version", &ModelHeader::version), Field("sample", &ModelHeader::sample),
            Field("network", &ModelHeader::network), Field("counters", &ModelHeader::counters),
            Field("frozen", &ModelHeader::frozen), Field("compile", &ModelHeader::compile),
            Field("optimizer", &ModelHeader::optimizer),
            Field("generator", &ModelHeader::generator), Field("history", &ModelHeader::history));
    }
};

// Whether a model's file may contain this sample shape.
bool is_saved_sample(const Shape& sample);

template <class V>
Json json_of_fields(V& value) {
    FieldVisitor visitor;
    visit_fields(visitor, value);
    return visitor.result();
}
Json json_of_state(Generator& generator);
void set_state(Generator& generator, const Json& json, const std::string& place);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/training/model_header_impl.hpp"
#endif
