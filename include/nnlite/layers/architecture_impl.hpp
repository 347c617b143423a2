#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "nnlite/fields/json.hpp"
#include "nnlite/layers/architecture.hpp"
#include "nnlite/layers/layer.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

inline constexpr std::size_t most_layers = 10000;

inline constexpr std::size_t most_places = 1 << 22;

template <class T>
class ArchitectureWriter : public OptionVisitor<T> {
   public:
    // Layers and their numbers, in the order in which their descriptions end.
    using Numbers = std::map<const Layer<T>*, std::uint64_t>;

    static Json write(Layer<T>& layer, Numbers& numbers) {
        ArchitectureWriter visitor(numbers);
        layer.visit_options(visitor);
        if (visitor.inside_.size() > most_layers) {
            fail<ValueError>(layer.type(), ": expected at most ", most_layers,
                             " layers to be saved, got ", visitor.inside_.size());
        }
        Json::Object members{{"type", {layer.type()}}, {"options", visitor.result()}};
        if (visitor.is_container_) {
            members.emplace_back("layers", Json{std::move(visitor.inside_)});
        }
        numbers.emplace(&layer, numbers.size());
        return {std::move(members)};
    }

    void layers(NamedLayers<T>& layers) override {
        const InsideLayer deeper;
        is_container_ = true;
        for (auto& [name, layer] : layers) {
            const auto known = numbers_.find(layer.get());
            Json json = known == numbers_.end()
                            ? write(*layer, numbers_)
                            : Json{Json::Object{{"same_layer_as", Json{known->second}}}};
            auto& members = *json.get_if<Json::Object>();
            members.emplace(members.begin(), "name", Json{name});
            inside_.push_back(std::move(json));
        }
    }

   private:
    explicit ArchitectureWriter(Numbers& numbers) : numbers_(numbers) {}

    Numbers& numbers_;
    bool is_container_ = false;
    Json::List inside_;
};

template <class T>
LayerPointer<T> ArchitectureReader<T>::read(const Json& json, const std::string& place,
                                            std::size_t most, const Make& make,
                                            Numbered& numbered) {
    if (const Json* number = json.find("same_layer_as")) {
        const auto* index = number->get_if<std::uint64_t>();
        if (index == nullptr || *index >= numbered.layers.size()) {
            fail<FileError>(place, "same_layer_as: expected the number of an earlier layer");
        }
        numbered.total += numbered.sizes[*index];
        if (numbered.total > most_places) {
            fail<FileError>(place, "same_layer_as: expected layers in at most ", most_places,
                            " places");
        }
        return numbered.layers[*index];
    }
    const std::size_t before = numbered.total;
    const Json* type = json.find("type");
    const Json* options = json.find("options");
    const auto* name = type != nullptr ? type->get_if<std::string>() : nullptr;
    if (name == nullptr || options == nullptr) {
        fail<FileError>(place, "expected a layer with type and options");
    }
    LayerPointer<T> layer = make(*name);
    if (layer == nullptr) { fail<FileError>(place, "unknown layer type ", *name); }
    ArchitectureReader visitor(json, *options, text_of(place, *name, ": "), most, make, numbered);
    layer->visit_options(visitor);
    visitor.finish();
    numbered.layers.push_back(layer);
    numbered.sizes.push_back(++numbered.total - before);
    return layer;
}

template <class T>
void ArchitectureReader<T>::layers(NamedLayers<T>& layers) {
    const Json* inside = json_.find("layers");
    const auto* items = inside != nullptr ? inside->get_if<Json::List>() : nullptr;
    if (items == nullptr || items->size() > most_layers) {
        fail<FileError>(place_, "expected a list of up to ", most_layers, " layers");
    }
    layers.clear();
    for (const Json& item : *items) {
        const Json* member = item.find("name");
        const auto* name = member != nullptr ? member->get_if<std::string>() : nullptr;
        if (name == nullptr) { fail<FileError>(place_, "expected layers with names"); }
        layers.emplace_back(*name,
                            read(item, text_of(place_, *name, ": "), most_, make_, numbered_));
    }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Json architecture_of(Layer<T>& layer) {
    typename ArchitectureWriter<T>::Numbers numbers;
    return ArchitectureWriter<T>::write(layer, numbers);
}

}  // namespace nnlite::detail
