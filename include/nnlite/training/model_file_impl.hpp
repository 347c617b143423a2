#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "nnlite/core/inline.hpp"
#include "nnlite/fields/json_text.hpp"
#include "nnlite/training/fit_options.hpp"
#include "nnlite/training/model_file.hpp"
#include "nnlite/training/model_header.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void CounterVisitor<T>::parameter(const std::string& name, Variable<T>& variable) {
    auto& frozen = header_.frozen;
    const std::string path = this->path(name);
    if (sets_) {
        variable.set_requires_gradient(std::find(frozen.begin(), frozen.end(), path) ==
                                       frozen.end());
    } else if (!variable.requires_gradient()) {
        frozen.push_back(path);
    }
}

template <class T>
void CounterVisitor<T>::counter(const std::string& name, std::uint64_t& value) {
    const std::string path = this->path(name);
    if (!sets_) {
        header_.counters[path] = value;
    } else if (const auto found = header_.counters.find(path); found != header_.counters.end()) {
        value = found->second;
    }
}

template <class T>
void DistinctNames<T>::child(const std::string& name, Layer<T>& layer) {
    const std::string outside = std::exchange(layer_, this->path(name));
    Visitor<T>::child(name, layer);
    layer_ = outside;
}

template <class T>
void DistinctNames<T>::add(Owners& owners, std::string_view kind, const std::string& name) {
    const std::string path = this->path(name);
    const std::string owner = text_of(kind, " \"", name, "\" of layer \"", layer_, '"');
    const bool own = path == optimizer_state_name || path.starts_with(training_prefix);
    const auto [before, is_new] = owners.emplace(path, own ? "the file itself" : owner);
    if (own || !is_new) {
        fail<ValueError>(place_, ": expected different names, got ", path, " for ", before->second,
                         " and for ", owner);
    }
}

template <class T>
CompileHeader compile_header(std::string_view place, const CompileOptions<T>& options) {
    CompileHeader header{.loss = options.loss.name(),
                         .loss_options = {},
                         .optimizer = {},
                         .metrics = {},
                         .clip_norm = options.clip_norm,
                         .clip_value = options.clip_value};
    if (header.loss == "loss") {
        fail<ValueError>(place, ": a loss that is a function cannot be saved; a struct with a ",
                         "member name can");
    }
    FieldVisitor visitor;
    options.loss.visit_options(visitor);
    header.loss_options = visitor.result();
    FieldVisitor optimizer;
    optimizer.constant("type", options.optimizer.name());
    options.optimizer.visit_options(optimizer);
    header.optimizer = optimizer.result();
    for (const auto& metric : options.metrics) {
        header.metrics.push_back({metric.name, metric.type});
    }
    return header;
}

NNLITE_INLINE ModelFile::ModelFile(const InputFile& input)
    : file_(input), header_(), json_(parse(model_key)) {
    const Json* version = json_.find("version");
    const Json known{ModelHeader::newest};
    if (version == nullptr || *version != known) {
        input.fail("expected a model file of version ", ModelHeader::newest, ", got ",
                   version == nullptr ? "none" : json_text("", *version));
    }
    FieldVisitor visitor(json_, input.place() + model_key + ": ");
    visit_fields(visitor, header_);
    visitor.finish();
    if (!is_saved_sample(header_.sample)) {
        input.fail("expected samples of 1 to 2^31 elements, got ", header_.sample);
    }
}

NNLITE_INLINE Json ModelFile::parse(const char* key) const {
    const auto found = file_.metadata().find(key);
    if (found == file_.metadata().end()) {
        input().fail("expected a model file, with ", key, " in its metadata; got a file ",
                     "without");
    }
    return parse_json(input().place() + key + ": ", found->second);
}

NNLITE_INLINE std::size_t ModelFile::room() const {
    return 4 * static_cast<std::size_t>(input().size()) + (std::size_t{1} << 22);
}

}  // namespace nnlite::detail
