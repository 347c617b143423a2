#pragma once

// The only place that names the version; CMakeLists.txt reads it from here.
#define NNLITE_VERSION_MAJOR 0
#define NNLITE_VERSION_MINOR 2
#define NNLITE_VERSION_PATCH 0
