"""The HTTP door: Elasticsearch bulk, OTLP, Splunk HEC, NDJSON and osquery on one port."""
