#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/fields/json_text.hpp"
#include "nnlite/layers/architecture.hpp"
#include "nnlite/layers/state_dict.hpp"
#include "nnlite/serialization/safetensors.hpp"
#include "nnlite/training/fit_options.hpp"
#include "nnlite/training/model_header.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// Reads or sets a layer's counters and which of its parameters are frozen.
template <class T>
class CounterVisitor : public Visitor<T> {
   public:
    CounterVisitor(ModelHeader& header, bool sets) : header_(header), sets_(sets) {}

    void parameter(const std::string& name, Variable<T>& variable) override;
    void counter(const std::string& name, std::uint64_t& value) override;

   private:
    ModelHeader& header_;
    bool sets_;
};

// Throws: ValueError if two tensors of a network, or one of the file's own, have the same name.
template <class T>
class DistinctNames : public Visitor<T> {
   public:
    DistinctNames(std::string_view place, Layer<T>& network) : place_(place) {
        network.visit(*this);
    }

    void parameter(const std::string& name, Variable<T>&) override {
        add(tensors_, "parameter", name);
    }
    void buffer(const std::string& name, Tensor<T>&) override { add(tensors_, "buffer", name); }
    void counter(const std::string& name, std::uint64_t&) override {
        add(counters_, "counter", name);
    }
    void child(const std::string& name, Layer<T>& layer) override;

   private:
    using Owners = std::map<std::string, std::string>;  // by path

    void add(Owners& owners, std::string_view kind, const std::string& name);

    std::string_view place_;
    std::string layer_;
    Owners tensors_, counters_;
};

template <class T>
CompileHeader compile_header(std::string_view place, const CompileOptions<T>& options);

// The header of a built Model.
// Throws: ValueError that begins with `place` or the layer, if load_model() would refuse the file.
template <class M>
ModelHeader model_header(std::string_view place, M& model) {
    using T = typename M::value_type;
    const DistinctNames<T> names(place, model.network());
    if (!is_saved_sample(model.sample_shape())) {
        fail<ValueError>(place, ": expected samples of 1 to 2^31 elements, got ",
                         model.sample_shape());
    }
    ModelHeader header;
    header.sample = model.sample_shape();
    header.network = architecture_of(model.network());
    CounterVisitor<T> counters(header, false);
    model.network().visit(counters);
    if (model.compile_options() != nullptr) {
        header.compile = compile_header(place, *model.compile_options());
        OptimizerHeader& optimizer = header.optimizer.emplace();
        optimizer.learning_rate = model.optimizer().learning_rate();
        for (std::size_t i = 0; i < model.optimizer().group_count(); ++i) {
            optimizer.groups.push_back(model.optimizer().group(i));
        }
    }
    header.generator = json_of_state(model.generator());
    header.history = model.history();
    return header;
}

template <class M>
std::vector<TensorView> model_tensors(M& model, bool optimizer_state) {
    using T = typename M::value_type;
    const StateVisitor<T> state(model.network(), WeightLayout::nnlite);
    std::vector<TensorView> views;
    for (const auto& entry : state.entries) { views.emplace_back(entry.name, entry.value()); }
    if (optimizer_state && model.compile_options() != nullptr) {
        model.optimizer().visit_state([&](const char*, const Tensor<T>& values) {
            views.emplace_back(std::string(optimizer_state_name), values);
        });
    }
    return views;
}

template <class M>
void write_model(const std::string& path, M& model, const SaveModelOptions& options) {
    ModelHeader header = model_header("save", model);
    if (!options.optimizer_state) { header.optimizer.reset(); }
    write_safetensors(path, model_tensors(model, options.optimizer_state),
                      {.metadata = {{"format", "nnlite"},
                                    {model_key, json_text("save", json_of_fields(header))}}});
}

// Calls f and turns its exceptions into FileErrors that begin with `place`.
template <class F>
void as_file_error(const std::string& place, std::size_t room, F&& f) {
    try {
        f();
    } catch (const ShapeError& error) {
        fail<FileError>(place, error.what());
    } catch (const ValueError& error) {
        fail<FileError>(place, error.what());
    } catch (const std::bad_alloc&) {
        fail<FileError>(place, "expected layers for which ", room, " bytes are enough, as the ",
                        "file's tensors are small");
    }
}

// An open model file whose header has been read.
class ModelFile {
   public:
    explicit ModelFile(const InputFile& input);

    const InputFile& input() const { return file_.input(); }
    const SafetensorsFile& file() const { return file_; }
    const ModelHeader& header() const { return header_; }
    // The model as JSON.
    const Json& json() const { return json_; }

    // The JSON text of the metadata.
    Json parse(const char* key) const;

    // The memory limit for layers with the file's tensors: each may be allocated twice on the way.
    std::size_t room() const;

    // Sets weights, buffers, counters and frozen parameters of a built network.
    template <class T>
    void read_network(Layer<T>& network, bool allow_rounding) {
        StateVisitor<T> state(network, WeightLayout::nnlite);
        std::vector<StoredTensor> entries;
        std::string wrong;
        for (const auto& entry : file_.entries()) {
            if (entry.name == optimizer_state_name || entry.name.starts_with(training_prefix)) {
                continue;
            }
            if (facts(entry.type).safetensors.find('F') == std::string_view::npos) {
                wrong += text_of("; expected ", entry.name, " of a floating-point type, got ",
                                 type_name(entry.type));
            }
            entries.push_back(entry);
        }
        std::vector<std::size_t> found;
        try {
            found = match_state<FileError>(input().place(), state.entries, entries,
                                           WeightLayout::nnlite);
        } catch (const FileError& error) { fail<FileError>(error.what(), wrong); }
        if (!wrong.empty()) { input().fail("the tensors do not fit the layer", wrong); }
        for (std::size_t i = 0; i < found.size(); ++i) {
            file_.read(entries[found[i]], state.entries[i].mutable_value().data(),
                       {allow_rounding});
        }
        CounterVisitor<T> counters(header_, true);
        network.visit(counters);
    }

    // Sets learning rate, groups and state of an optimizer of the network's parameters. A state of
    // another type than T is ignored: then the optimizer is reset.
    template <class T>
    void read_optimizer(Optimizer<T>& optimizer) const {
        if (!header_.optimizer) { return; }
        optimizer.set_learning_rate(header_.optimizer->learning_rate);
        const auto& groups = header_.optimizer->groups;
        if (groups.size() != optimizer.group_count()) {
            input().fail("expected an optimizer of ", optimizer.group_count(), " groups, got ",
                         groups.size());
        }
        for (std::size_t i = 0; i < groups.size(); ++i) { optimizer.set_group(i, groups[i]); }
        for (const auto& entry : file_.entries()) {
            if (entry.name == optimizer_state_name && entry.type == element_type_of<T>()) {
                optimizer.visit_state([&](const char*, Tensor<T>& state) {
                    if (entry.shape != state.shape()) {
                        input().fail("expected ", entry.name, ' ', state.shape(), ", got ",
                                     entry.shape);
                    }
                    file_.read(entry, state.data(), {});
                });
            }
        }
    }

    // Sets the generator and the history of a model.
    template <class M>
    void read_rest(M& model) const {
        detail::set_state(model.generator(), header_.generator, input().place() + "generator: ");
        model.history() = header_.history;
    }

   private:
    SafetensorsFile file_;
    ModelHeader header_;
    Json json_;
};

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/model_file_impl.hpp"
#endif
