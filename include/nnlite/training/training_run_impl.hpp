#pragma once

#include "nnlite/core/inline.hpp"
#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/training/training_run.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void visit_fields(FieldVisitor& visitor, EpochTotals& totals) {
    visitor.field("samples", totals.samples);
    visitor.field("loss", totals.loss);
    visitor.field("metrics", totals.metrics);
    if (visitor.sets()) { totals.weight = totals.samples; }  // for files without it
    visitor.field("weight", totals.weight);
    visitor.field("counts", totals.counts);
    if (visitor.sets()) { totals.counts.resize(totals.metrics.size()); }
}

}  // namespace nnlite::detail
