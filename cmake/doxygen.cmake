# Target nnlite_docs: the pages and the public names as a site, docs/html/index.html in the build folder.
if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()
find_package(Doxygen QUIET)
if(NOT DOXYGEN_FOUND)
  message(STATUS "nnlite: Doxygen not found (apt, brew and conda: doxygen): there is no target nnlite_docs")
  return()
endif()
set(docs ${PROJECT_BINARY_DIR}/docs)
configure_file(docs/Doxyfile.in ${docs}/Doxyfile @ONLY)
add_custom_target(nnlite_docs VERBATIM WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${docs}/html
  COMMAND Doxygen::doxygen ${docs}/Doxyfile
  COMMAND ${CMAKE_COMMAND} -E copy_directory examples ${docs}/html/examples  # what pages link to
  COMMAND ${CMAKE_COMMAND} -E copy_directory docs/snippets ${docs}/html/snippets
  COMMENT "Writing ${docs}/html/index.html")
