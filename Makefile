# Everything a fresh machine needs: `make demo` runs the portal with sample content, `make test` proves it.

CARGO ?= cargo
DEMO_DATA ?= data/demo
DEMO_LISTEN ?= 127.0.0.1:8080

.PHONY: demo test lint bench bench-http need-cargo

demo: need-cargo ## Build, fill a data folder with sample content, and serve it
	@echo "Đang biên dịch (lần đầu mất vài phút)…"
	$(CARGO) build --locked --profile demo --bin portal
	./target/demo/portal demo --data $(DEMO_DATA) --listen $(DEMO_LISTEN)

test: need-cargo ## Every test, on SQLite and on PostgreSQL, and the walks in Chromium
	./tests/run

lint: need-cargo ## Formatting and lints as the CI checks them
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings

bench: need-cargo ## The figures of the README
	./benches/run

bench-http: need-cargo ## Pages a second on one core beside nginx, over 27 and 1,000 sites, and among slow clients
	./benches/http

need-cargo:
	@command -v $(CARGO) >/dev/null || { echo "Cần Rust 1.95 trở lên: cài bằng rustup (https://rustup.rs), rồi chạy lại."; exit 1; }
	@command -v cc >/dev/null || { echo "Cần trình biên dịch C: apt-get install build-essential, rồi chạy lại."; exit 1; }
