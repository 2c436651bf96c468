"""Importing this makes Django ready for tests."""

from __future__ import annotations

import os

import django

SECRET = "a secret of tests alone, as long as Django wants it to be: " + "x" * 20

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
os.environ.setdefault("OTASUKE_WEB_DATABASE", "host=/nowhere dbname=otasuke user=otasuke_app")
os.environ.setdefault("OTASUKE_WEB_HOSTS", "testserver")
os.environ.setdefault("OTASUKE_WEB_SECRET", SECRET)
os.environ.setdefault("OTASUKE_WEB_SEAL", "another secret of tests alone")
os.environ.setdefault("OTASUKE_WEB_GATEWAY", "http://127.0.0.1:9280")
django.setup()
