#!/usr/bin/env python3
"""Writes tests/reference/color_maps.hpp: the 256 colours of matplotlib's maps, as 0xRRGGBB."""
import matplotlib
import numpy as np

print(f"""#pragma once

// Written by tests/reference/color_maps.py with matplotlib {matplotlib.__version__}.

#include <array>
#include <cstdint>

namespace reference {{

struct ColorTable {{
    const char* name;
    std::array<std::uint32_t, 256> colors;  // 0xRRGGBB
}};

inline const ColorTable color_tables[] = {{""")
for name in "gray", "viridis", "hot", "RdBu", "gray_r", "viridis_r", "hot_r", "RdBu_r":
    colors = np.rint(matplotlib.colormaps[name](np.arange(256))[:, :3] * 255).astype(int)
    print(f'{{"{name}", {{{", ".join(f"0x{r:02x}{g:02x}{b:02x}" for r, g, b in colors)}}}}},')
print("""};

// A value from 0 to 1, and the number of its colour.
struct ColorIndex {
    double value;
    int index;
};

inline const ColorIndex color_indices[] = {""")
numbers = matplotlib.colors.ListedColormap([(i / 255, 0, 0) for i in range(256)])
for value in 0, 0.001, 1 / 256, 0.1, 0.4999, 0.5, 0.75, 255 / 256, 0.999, 1, 1.5, -0.5, -1e-9:
    print(f"    {{{value!r}, {round(numbers(float(value))[0] * 255)}}},")
print("};\n\n}  // namespace reference")
