# Recipes for the usual tasks: run `just test`, or copy the line.

python := ".venv/bin/python"
compile := "uv pip compile --quiet --universal --python-version 3.11 --fork-strategy requires-python --generate-hashes --only-binary :all: --emit-build-options --custom-compile-command 'just lock'"

# Show the pages in a browser.
run:
    .venv/bin/streamlit run dashboard.py

# Run the tests; `just test tests/etl -k dates` runs some of them.
test *arguments:
    {{python}} -m pytest {{arguments}}

# Run the tests and list the lines of the product that no test runs, in child processes too.
cover *arguments:
    {{python}} -m pytest --cov --cov-report=term-missing:skip-covered {{arguments}}

# Lint, check the format and the types.
check:
    {{python}} -m ruff check
    {{python}} -m ruff format --check
    {{python}} -m mypy

# Measure loads, questions and pages; see docs/benchmarks.md.
bench:
    {{python}} -m bench.loads
    {{python}} -m bench.metrics
    {{python}} -m bench.pages

# Regenerate the generated documents.
docs:
    {{python}} -m etl.tables.schema > docs/data-dictionary.md
    {{python}} -m tests.day_names > etl/feeds/common/days/cldr.csv
    {{python}} -m tests.sbom > sbom.cdx.json

# Lock the newest versions that pyproject.toml allows: `just lock --upgrade`, or `just lock` after adding a package. Needs uv.
lock *arguments:
    {{compile}} {{arguments}} pyproject.toml -o requirements.txt
    sed -i '0,/^--only-binary/s//--require-hashes\n&/' requirements.txt
    {{compile}} {{arguments}} --group dev -c requirements.txt $(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' requirements.txt | sort -u) -o requirements-dev.txt
    sed -i '0,/^--only-binary/s//-r requirements.txt\n--require-hashes\n&/' requirements-dev.txt
    {{compile}} --no-binary pyspark {{arguments}} --extra spark pyproject.toml -c requirements.txt $(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' requirements.txt | sort -u) -o requirements-spark.txt
    sed -i '0,/^--no-binary/s//-r requirements.txt\n--require-hashes\n&/' requirements-spark.txt
    {{python}} -m tests.sbom > sbom.cdx.json
