"""Writes image_augmentation.hpp: SciPy's affine and elastic maps of three small images, with amounts
that are a known sequence instead of random numbers.

    /usr/bin/python3 tests/reference/image_augmentation.py > tests/reference/image_augmentation.hpp
"""

import numpy as np
from scipy import ndimage

BATCH, HEIGHT, WIDTH, CHANNELS = 3, 5, 6, 2
AMOUNTS = 6
images = np.cos(np.arange(BATCH * HEIGHT * WIDTH * CHANNELS) * 0.9).reshape(BATCH, HEIGHT, WIDTH, CHANNELS)


def augmented(fill, shift=(0, 0), rotation=0, zoom=0, flips=(False, False), alpha=0, sigma=4):
    count = BATCH * AMOUNTS + BATCH * 2 * HEIGHT * WIDTH
    numbers = np.sin(np.arange(count) * 0.7)
    amounts = numbers[:BATCH * AMOUNTS].reshape(BATCH, AMOUNTS)
    noise = numbers[BATCH * AMOUNTS:].reshape(BATCH, 2, HEIGHT, WIDTH)
    centre = (np.array([HEIGHT, WIDTH]) - 1) / 2
    result = np.empty_like(images)
    for image, (down, right, turn, larger, vertical, horizontal), field, y in zip(images, amounts, noise, result):
        flip = np.diag([-1.0 if wanted and amount < 0 else 1.0
                        for wanted, amount in zip(flips, (vertical, horizontal))])
        angle = np.deg2rad(rotation * turn)
        turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        inverse = np.linalg.inv((1 + zoom * larger) * turned @ flip)
        moved = centre + np.array([shift[0] * down * HEIGHT, shift[1] * right * WIDTH])
        offset = centre - inverse @ moved
        places = np.tensordot(inverse, np.indices((HEIGHT, WIDTH)), axes=1) + offset[:, None, None]
        for channel in range(CHANNELS):
            x = image[..., channel]
            if alpha == 0:
                y[..., channel] = ndimage.affine_transform(x, inverse, offset, order=1, cval=fill,
                                                           mode="grid-constant")
            else:
                bent = [ndimage.gaussian_filter(d, sigma, mode="constant") for d in field]
                y[..., channel] = ndimage.map_coordinates(x, places + alpha * np.array(bent), order=1,
                                                          cval=fill, mode="grid-constant")
    return result


def line(name, values):
    print(f"inline const std::vector<double> {name}{{{', '.join(repr(float(v)) for v in values.ravel())}}};")


print("#pragma once\n\n// Written by image_augmentation.py; do not edit.\n\n#include <vector>\n")
print("namespace reference {\n")
line("shifted", augmented(0.5, shift=(0.4, 0.3)))
line("turned", augmented(0.0, rotation=90))
line("zoomed", augmented(0.25, zoom=0.6))
line("flipped", augmented(0.0, flips=(True, True)))
line("all_but_elastic", augmented(-1.0, (0.2, 0.1), 30, 0.3, (True, True)))
line("elastic", augmented(0.0, alpha=20, sigma=1.5))
line("everything", augmented(0.5, (0.2, 0.1), 30, 0.3, (True, True), 9, 4))
print("\n}  // namespace reference")
