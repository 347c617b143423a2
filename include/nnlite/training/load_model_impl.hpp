#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nnlite/layers/known_layers.hpp"
#include "nnlite/losses/known_losses.hpp"
#include "nnlite/optimizers/known_optimizers.hpp"
#include "nnlite/training/load_model.hpp"
#include "nnlite/training/metric.hpp"
#include "nnlite/training/model.hpp"
#include "nnlite/training/model_file.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
class ModelLoader {
   public:
    ModelLoader(const InputFile& input, const LoadModelOptions<T>& options)
        : file_(input), options_(options), place_(input.place()) {}

    Model<T> load() {
        std::optional<Model<T>> model;
        as_file_error(place_, file_.room(), [&] {
            const AllocationLimit limit(file_.room());
            model.emplace(network());
            BlankGenerator blank;
            model->build(file_.header().sample, blank);
            file_.read_network(model->network(), options_.allow_rounding);
        });
        as_file_error(place_, file_.room(), [&] {
            if (file_.header().compile) {
                model->compile(compiled(*file_.header().compile));
                file_.read_optimizer(model->optimizer());
            }
            file_.read_rest(*model);
        });
        return std::move(*model);
    }

   private:
    Sequential<T> network() const {
        const auto make = [this](const std::string& type) -> LayerPointer<T> {
            if (const auto own = options_.layers.find(type); own != options_.layers.end()) {
                return own->second();
            }
            const auto known = known_layers<T>().find(type);
            if (known != known_layers<T>().end()) { return known->second(); }
            fail<FileError>(place_, "unknown layer type ", type,
                            "; pass your own layers in .layers", " = {{\"", type,
                            "\", [] { return ", type, "(); }}}");
        };
        const auto layer = layer_of<T>(file_.header().network,
                                       place_ + "network: ", file_.file().entries().size(), make);
        const auto* network = dynamic_cast<const Sequential<T>*>(layer.get());
        if (network == nullptr) {
            fail<FileError>(place_, "expected a Sequential, got ", layer->type());
        }
        return *network;
    }

    CompileOptions<T> compiled(const CompileHeader& header) const {
        CompileOptions<T> result{.loss = loss(header),
                                 .optimizer = optimizer(header),
                                 .metrics = {},
                                 .clip_norm = header.clip_norm,
                                 .clip_value = header.clip_value};
        // Older files may have several of one name, of which only the last one was reported.
        for (const auto& [name, type] : header.metrics) {
            Metric<T> next = metric(name, type);
            std::erase_if(result.metrics, [&](const auto& m) { return m.name == next.name; });
            if (!is_figure_of_fit(next.name)) { result.metrics.push_back(std::move(next)); }
        }
        return result;
    }

    Loss<T> loss(const CompileHeader& header) const {
        for (const Loss<T>& own : options_.losses) {
            if (own.name() == header.loss) { return own; }
        }
        FieldVisitor visitor(header.loss_options, place_ + "loss_options: ");
        const auto known = known_loss<T>(header.loss, visitor);
        if (!known) {
            fail<FileError>(place_, "unknown loss ", header.loss,
                            "; pass your own losses in .losses = {...}");
        }
        visitor.finish();
        return *known;
    }

    OptimizerFactory<T> optimizer(const CompileHeader& header) const {
        FieldVisitor visitor(header.optimizer, place_ + "optimizer: ");
        std::string name;
        visitor.field("type", name);
        for (const OptimizerFactory<T>& own : options_.optimizers) {
            if (own.name() == name) { return own; }
        }
        const auto known = known_optimizer<T>(name, visitor);
        if (!known) {
            fail<FileError>(place_, "unknown optimizer ", name,
                            "; pass your own optimizers in .optimizers = {...}");
        }
        visitor.finish();
        return *known;
    }

    Metric<T> metric(const std::string& name, const std::string& type) const {
        for (const Metric<T>& own : options_.metrics) {
            if (own.name == name) { return own; }
        }
        const auto known = known_metric<T>(type);
        if (!known) {
            fail<FileError>(place_, "unknown metric ", name,
                            "; pass your own metrics in .metrics = {...}");
        }
        return *known;
    }

    ModelFile file_;
    const LoadModelOptions<T>& options_;
    std::string place_;
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Model<T> load_model(const std::string& path, const LoadModelOptions<T>& options) {
    const detail::InputFile input("load_model", path);
    return detail::ModelLoader<T>(input, options).load();
}

template <class T>
Model<T> load_model(std::span<const std::uint8_t> bytes, std::string_view name,
                    const LoadModelOptions<T>& options) {
    const detail::InputFile input("load_model", name, bytes);
    return detail::ModelLoader<T>(input, options).load();
}

}  // namespace nnlite
