#pragma once

#include <cstdint>
#include <string>

#include "nnlite/core/inline.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/optimizers/choice.hpp"
#include "nnlite/random/generator.hpp"
#include "nnlite/serialization/element_type.hpp"
#include "nnlite/training/model_header.hpp"

namespace nnlite::detail {

NNLITE_INLINE void visit_fields(FieldVisitor& visitor, MetricHeader& metric) {
    visitor.field("name", metric.name);
    visitor.field("type", metric.type);
}

NNLITE_INLINE void visit_fields(FieldVisitor& visitor, CompileHeader& compile) {
    visitor.field("loss", compile.loss);
    visitor.field("loss_options", compile.loss_options);
    visitor.field("optimizer", compile.optimizer);
    visitor.field("metrics", compile.metrics);
    visitor.field("clip_norm", compile.clip_norm);
    visitor.field("clip_value", compile.clip_value);
}

NNLITE_INLINE void visit_fields(FieldVisitor& visitor, OptimizerHeader& optimizer) {
    visitor.field("learning_rate", optimizer.learning_rate);
    visitor.field("groups", optimizer.groups);
}

NNLITE_INLINE void visit_fields(FieldVisitor& visitor, ModelHeader& header) {
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

NNLITE_INLINE bool is_saved_sample(const Shape& sample) {
    const auto bytes = byte_count(sample, ElementType::u8);
    return bytes && *bytes > 0 && *bytes <= std::uint64_t{1} << 31;
}

NNLITE_INLINE Json json_of_state(Generator& generator) {
    FieldVisitor visitor;
    generator.visit_state(visitor);
    return visitor.result();
}

NNLITE_INLINE void set_state(Generator& generator, const Json& json, const std::string& place) {
    FieldVisitor visitor(json, place);
    generator.visit_state(visitor);
    visitor.finish();
}

}  // namespace nnlite::detail
