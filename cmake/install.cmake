# Installs the headers, the CMake package and the pkg-config file; all of it can be moved as a whole.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(config_folder ${CMAKE_INSTALL_DATADIR}/cmake/nnlite)

install(TARGETS nnlite EXPORT nnliteTargets FILE_SET HEADERS)
install(EXPORT nnliteTargets NAMESPACE nnlite:: DESTINATION ${config_folder})
foreach(part mat image)
  install(TARGETS nnlite_${part} EXPORT nnlite_${part} FILE_SET HEADERS)
  install(EXPORT nnlite_${part} NAMESPACE nnlite:: DESTINATION ${config_folder})
endforeach()
foreach(folder ${nnlite_fetched})
  install(DIRECTORY ${folder}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING
          PATTERN "*.hpp" PATTERN "*.h" PATTERN "*.tcc" PATTERN "*.cxx")
endforeach()

write_basic_package_version_file(nnliteConfigVersion.cmake COMPATIBILITY SameMinorVersion
                                 ARCH_INDEPENDENT)
configure_package_config_file(cmake/nnliteConfig.cmake.in nnliteConfig.cmake
                              INSTALL_DESTINATION ${config_folder})
install(FILES ${PROJECT_BINARY_DIR}/nnliteConfig.cmake cmake/FindCBLAS.cmake cmake/FindMatio.cmake
              cmake/FindStb.cmake ${PROJECT_BINARY_DIR}/nnliteConfigVersion.cmake DESTINATION ${config_folder})

set(pc_folder ${CMAKE_INSTALL_DATADIR}/pkgconfig)
file(RELATIVE_PATH pc_prefix /prefix/${pc_folder} /prefix)
set(pc_requires zlib)
set(pc_libraries "")
if(CBLAS_LIBRARIES MATCHES "openblas")
  list(APPEND pc_requires openblas)
else()
  list(JOIN CBLAS_LIBRARIES " " pc_libraries)
endif()
foreach(package xtensor xsimd)
  if(package IN_LIST nnlite_dependencies)
    list(APPEND pc_requires ${package})
  endif()
endforeach()
list(JOIN pc_requires ", " pc_requires)
configure_file(cmake/nnlite.pc.in nnlite.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/nnlite.pc DESTINATION ${pc_folder})
