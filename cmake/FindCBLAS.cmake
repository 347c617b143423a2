# CBLAS::CBLAS: a BLAS with the C interface. OpenBLAS, unless BLA_VENDOR names another one: the
# reference BLAS is some 30 times slower and would be found first on many machines.
include(CheckCXXSourceCompiles)
include(CMakePushCheckState)
include(FindPackageHandleStandardArgs)

set(cblas_vendor "${BLA_VENDOR}")
if(NOT BLA_VENDOR OR BLA_VENDOR STREQUAL "All")  # FindBLAS leaves "All" behind
  set(BLA_VENDOR OpenBLAS)
endif()
if(EXISTS /opt/homebrew/opt/openblas)  # Homebrew keeps OpenBLAS out of the common folders
  list(APPEND CMAKE_PREFIX_PATH /opt/homebrew/opt/openblas)
elseif(EXISTS /usr/local/opt/openblas)
  list(APPEND CMAKE_PREFIX_PATH /usr/local/opt/openblas)
endif()
find_package(BLAS QUIET)
find_path(CBLAS_INCLUDE_DIR cblas.h PATH_SUFFIXES openblas)
mark_as_advanced(CBLAS_INCLUDE_DIR)
set(BLA_VENDOR "${cblas_vendor}")
set(CBLAS_LIBRARIES ${BLAS_LIBRARIES})

if(BLAS_FOUND AND CBLAS_INCLUDE_DIR)
  cmake_push_check_state(RESET)
  set(CMAKE_REQUIRED_QUIET ON)
  set(CMAKE_REQUIRED_INCLUDES ${CBLAS_INCLUDE_DIR})
  set(CMAKE_REQUIRED_LIBRARIES BLAS::BLAS)
  check_cxx_source_compiles("#include <cblas.h>
    int main() { return static_cast<int>(cblas_sasum(0, nullptr, 1)); }" HAVE_CBLAS)
  cmake_pop_check_state()
endif()

find_package_handle_standard_args(CBLAS REQUIRED_VARS CBLAS_LIBRARIES CBLAS_INCLUDE_DIR HAVE_CBLAS)
if(NOT HAVE_CBLAS)
  unset(HAVE_CBLAS CACHE)  # so that the check runs again once the package is there
endif()
if(CBLAS_FOUND AND NOT TARGET CBLAS::CBLAS)
  add_library(CBLAS::CBLAS INTERFACE IMPORTED)
  target_link_libraries(CBLAS::CBLAS INTERFACE BLAS::BLAS)
  target_include_directories(CBLAS::CBLAS INTERFACE ${CBLAS_INCLUDE_DIR})
endif()
