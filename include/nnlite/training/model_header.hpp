#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/field_visitor.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/optimizers/choice.hpp"
#include "nnlite/random/generator.hpp"
#include "nnlite/serialization/element_type.hpp"
#include "nnlite/training/history.hpp"

// A model's file is a safetensors file: the weights by their dotted names, "optimizer.state", and
// in the metadata "format": "nnlite" and "nnlite.model", a JSON text, which is a ModelHeader.

namespace nnlite::detail {

inline constexpr std::string_view optimizer_state_name = "optimizer.state";
inline constexpr std::string_view training_prefix = "training.";  // of a Checkpoint's tensors
inline constexpr const char* model_key = "nnlite.model";

struct MetricHeader {
    std::string name, type;
};
inline void visit_fields(FieldVisitor& visitor, MetricHeader& metric) {
    visitor.field("name", metric.name);
    visitor.field("type", metric.type);
}

struct CompileHeader {
    std::string loss;
    Json loss_options;
    OptimizerChoice optimizer;
    std::vector<MetricHeader> metrics;
    double clip_norm = 0, clip_value = 0;
};
inline void visit_fields(FieldVisitor& visitor, CompileHeader& compile) {
    visitor.field("loss", compile.loss);
    visitor.field("loss_options", compile.loss_options);
    visitor.field("optimizer", compile.optimizer);
    visitor.field("metrics", compile.metrics);
    visitor.field("clip_norm", compile.clip_norm);
    visitor.field("clip_value", compile.clip_value);
}

// What of the optimizer changes, beside its tensor.
struct OptimizerHeader {
    double learning_rate = 0;
    std::vector<GroupOptions> groups;
};
inline void visit_fields(FieldVisitor& visitor, OptimizerHeader& optimizer) {
    visitor.field("learning_rate", optimizer.learning_rate);
    visitor.field("groups", optimizer.groups);
}

// What a model's file says beside its tensors.
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
};
inline void visit_fields(FieldVisitor& visitor, ModelHeader& header) {
    visitor.field("version", header.version);
    visitor.field("sample", header.sample);
    visitor.field("network", header.network);
    visitor.field("counters", header.counters);
    visitor.field("frozen", header.frozen);
    visitor.field("compile", header.compile);
    visitor.field("optimizer", header.optimizer);
    visitor.field("generator", header.generator);
    visitor.field("history", header.history);
}

// Whether a model's file may have samples of this shape.
inline bool is_saved_sample(const Shape& sample) {
    const auto bytes = byte_count(sample, ElementType::u8);
    return bytes && *bytes > 0 && *bytes <= std::uint64_t{1} << 31;
}

template <class V>
Json json_of_fields(V& value) {
    FieldVisitor visitor;
    visit_fields(visitor, value);
    return visitor.result();
}
inline Json json_of_state(Generator& generator) {
    FieldVisitor visitor;
    generator.visit_state(visitor);
    return visitor.result();
}
inline void set_state(Generator& generator, const Json& json, const std::string& place) {
    FieldVisitor visitor(json, place);
    generator.visit_state(visitor);
    visitor.finish();
}

}  // namespace nnlite::detail
