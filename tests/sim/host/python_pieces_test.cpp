#include "sim/host/python_pieces.h"

#include <doctest/doctest.h>

#include <algorithm>

using sim::host::python_pieces;

namespace {

using Pieces = std::vector<std::string>;

/// What each piece has behind its empty lines.
Pieces texts(const std::string& source, std::size_t most_bytes = 1) {
    Pieces result = python_pieces(source, most_bytes);
    for (std::string& piece : result) {
        piece.erase(0, std::min(piece.find_first_not_of('\n'), piece.size()));
    }
    return result;
}

} // namespace

TEST_CASE("Python pieces: each begins with a statement of the top level") {
    CHECK(texts("a = 1\nb = 2\n") == Pieces{"a = 1\n", "b = 2\n"});
    CHECK(texts("def f():\n    x\n\n    y\nf()") == Pieces{"def f():\n    x\n\n    y\n", "f()"});
    CHECK(texts("a\n# of a\n\nb\n") == Pieces{"a\n# of a\n\n", "b\n"});
    CHECK(texts("a\r\nb\r\n") == Pieces{"a\r\n", "b\r\n"});
    CHECK(texts("").size() == 1);
}

TEST_CASE("Python pieces: clauses and decorators stay with their statement") {
    const std::string whole = "if a:\n  b\nelif c:\n  d\nelse:\n  e\n";
    CHECK(texts(whole + "elsewhere\n") == Pieces{whole, "elsewhere\n"});
    const std::string attempt = "try:\n  b\nexcept OSError:\n  d\nfinally:\n  e\n";
    CHECK(texts(attempt + "x\n") == Pieces{attempt, "x\n"});
    const std::string function = "@one\n@two(3)\ndef f():\n  pass\n";
    CHECK(texts("a\n" + function + "b\n") == Pieces{"a\n", function, "b\n"});
    CHECK(texts(function) == Pieces{function});
}

TEST_CASE("Python pieces: lines within strings, brackets and continued ones are none of their own") {
    for (const std::string statement :
         {"a = '''x\nb'''\n", "a = \"\"\"x\n'b\\\"\"\"\"\n", "a = [\n1,\n{2:\n3}]\n", "a = 1 + \\\nb\n",
          "a = '\\\\'\n", "a = '[' # (\n", "a = 'b\\\nc'\n", "a = 1 + \\\r\nb\n", "a = '' + \"\"\n",
          "a = 'it\n"}) {
        CAPTURE(statement);
        CHECK(texts(statement + "c = 3\n") == Pieces{statement, "c = 3\n"});
    }
}

TEST_CASE("Python pieces: as much as fits goes together, and lines keep their numbers") {
    const std::string source = "one()\ntwo()\n\nthree()\nfour()\n";
    CHECK(python_pieces(source, 1000) == Pieces{source});
    CHECK(python_pieces(source, 13) == Pieces{"one()\ntwo()\n\n", "\n\n\nthree()\n", "\n\n\n\nfour()\n"});
    CHECK(python_pieces(source, 15) == Pieces{"one()\ntwo()\n\n", "\n\n\nthree()\nfour()\n"});
}
